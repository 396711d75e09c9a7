using IntervenGen.Episodes;

namespace IntervenGen.Cli.Tests;

/// <summary>What may be a source, a part or a policy of what.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class SourceRuleTests(TinyDemo demo)
{
    [Fact]
    public void Demonstrations_are_no_sources_of_interventions_unasked()
    {
        string target = demo["wrong kind.igen"];
        string[] command = ["generate", "interventions", "--source", demo.Demonstrations, "--policy", demo.BasePolicy, "--episodes", "1", "--out", target];
        string complaint = Igen.Run(command).Expect(2).Complaint();
        Assert.Contains("holds demonstrations, and interventions are asked for", complaint, StringComparison.Ordinal);
        Assert.False(Path.Exists(target));
    }

    [Fact]
    public void Interventions_are_no_sources_of_demonstrations_unasked() => Assert.Contains(
        "holds interventions, and demonstrations are asked for",
        Igen.Run("generate", "demos", "--source", demo.Interventions, "--episodes", "1", "--out", demo["wrong kind 2.igen"]).Expect(2).Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void Interventions_of_another_observability_are_no_sources_unasked() => Assert.Contains(
        "collected with --observability Full, and Partial is asked for",
        Igen.Run(
            "generate", "interventions", "--source", demo.Interventions, "--policy", demo.BasePolicy, "--observability", "Partial",
            "--episodes", "1", "--out", demo["wrong observability.igen"]).Expect(2).Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void Sources_of_another_task_are_refused_with_the_way_to_carry_them_over() => Assert.Contains(
        "where that task has the same objects in other shapes, name it with --key-points-of",
        Igen.Run(
            "generate", "demos", "--task", "coffee", "--source", demo.Demonstrations, "--episodes", "1", "--out", demo["other task.igen"])
            .Expect(2).Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void A_task_with_other_objects_is_no_source_by_key_points() => Assert.Contains(
        "motions are only carried over between tasks with the same ones",
        Igen.Run(
            "generate", "demos", "--task", "coffee", "--source", demo.Demonstrations, "--key-points-of", "nut-insertion", "--episodes", "1",
            "--out", demo["other objects.igen"]).Expect(2).Complaint(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("--filter-key", "valid")]
    [InlineData("--demo", "demo_0")]
    [InlineData("--start-after", "grasp")]
    [InlineData("--operator", "human")]
    [InlineData("--object", "square_nut=nut")]
    public void What_a_file_of_others_needs_is_refused_for_ones_own_export(string option, string value)
    {
        string file = demo[$"own {option}.hdf5"], target = demo[$"own {option}.igen"];
        Igen.Run("dataset", "export", demo.Demonstrations, "--out", file).Expect(0);
        string complaint = Igen.Run("dataset", "import", file, "--out", target, option, value).Expect(2).Complaint();
        Assert.Contains($"comes back as it was; {option} is for files of others", complaint, StringComparison.Ordinal);
        Assert.False(Path.Exists(target));
    }

    [Fact]
    public void An_object_that_is_named_twice_is_told_with_both_names() => Assert.Contains(
        "--object names 'square_nut' twice: as 'square_peg' and as 'nut'",
        Igen.Run(
            "dataset", "import", "any.hdf5", "--object", "square_nut=square_peg", "--object", "square_nut=nut", "--out", demo["twice.igen"]).Expect(2).Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void Two_parts_of_a_dataset_need_two_folders() => Assert.Contains(
        "--out and --rest are both",
        Igen.Run("dataset", "split", demo.Demonstrations, "--out", demo["half.igen"], "--rest", demo["half.igen"]).Expect(2).Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void A_policy_of_another_observability_is_warned_of()
    {
        Outcome outcome = Igen.Run("evaluate", "--policy", Path.Combine(demo.Folder, "igen.ckpt"), "--observability", "Partial", "--trials", "1").Expect(0);
        Assert.Contains(outcome.Errors, line => line.Contains("learned from interventions with --observability Full, and works here with Partial", StringComparison.Ordinal));
    }

    [Fact]
    public void A_source_that_lacks_a_subtask_is_named_with_it_and_blocks_nothing()
    {
        string whole = demo["two subtasks.igen"], cut = demo["one subtask.igen"], target = demo["of one subtask.igen"];
        Igen.Run("collect", "demos", "--task", "nut-and-peg-assembly", "--episodes", "1", "--out", whole).Expect(0);
        using (EpisodeStore store = EpisodeStore.Open(whole))
        using (EpisodeStoreWriter writer = EpisodeStoreWriter.Create(cut, store.Manifest with { Totals = null }))
        {
            Core.EpisodeBuffer steps = store.Read(0);
            for (int step = 0; step < steps.Count; step++)
                steps.Subtask(step) = 1;
            writer.Append(store.Attempt(0), steps);
            writer.Complete();
        }

        string complaint = Igen.Run("generate", "demos", "--source", cut, "--episodes", "1", "--out", target).Expect(2).Complaint();
        Assert.Contains("one subtask.igen' has no segment of subtask 'grasp' (1 of 2)", complaint, StringComparison.Ordinal);
        Assert.False(Path.Exists(target));
        Igen.Run("generate", "demos", "--source", whole, "--episodes", "1", "--out", target).Expect(0);
    }

    [Fact]
    public void The_task_is_the_datas_where_no_other_is_asked_for()
    {
        string data = demo["block.igen"];
        Igen.Run("collect", "demos", "--task", "block-grasp", "--episodes", "1", "--out", data).Expect(0);
        Assert.Equal("block-grasp", (string)Igen.Run(
            "train", "--data", data, "--steps", "2", "--hidden", "8", "--selection-trials", "0", "--out", demo["block.ckpt"], "--json").Expect(0).Json["task"]!);
        Assert.Equal("block-grasp", (string)Igen.Run("evaluate", "--policy", demo["block.ckpt"], "--trials", "1", "--json").Expect(0).Json["task"]!);
    }

    [Fact]
    public void A_part_is_of_attempts_and_not_of_episodes()
    {
        string[] command = ["generate", "demos", "--source", demo.Demonstrations, "--part", "1/2", "--out", demo["part.igen"]];
        Assert.Contains("--part divides --attempts", Igen.Run(command).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains(
            "give it to 'igen dataset merge'", Igen.Run([.. command, "--attempts", "8", "--episodes", "4"]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_last_part_is_named_when_the_others_are_merged()
    {
        string first = demo["first part.igen"];
        Igen.Run("generate", "demos", "--source", demo.Demonstrations, "--part", "1/2", "--attempts", "8", "--out", first).Expect(0);
        string complaint = Igen.Run("dataset", "merge", first, "--out", demo["half.igen"]).Expect(2).Complaint();
        Assert.Contains("1 of 2 parts were given, and attempts 4 to 7 are missing", complaint, StringComparison.Ordinal);
        Assert.False(Path.Exists(demo["half.igen"]));
    }

    [Fact]
    public void A_dataset_says_whose_arithmetic_made_it()
    {
        using EpisodeStore store = EpisodeStore.Open(demo.Demonstrations);
        Assert.Equal(Workspace.Versions.Arithmetic, store.Manifest.Versions.Arithmetic);
    }

    [Fact]
    public void A_run_of_another_machine_is_continued_only_when_asked_for()
    {
        string moved = demo["moved.igen"];
        string[] command = ["generate", "demos", "--source", demo.Demonstrations, "--episodes", "12", "--out", moved];
        Directory.CreateDirectory(moved);
        using (EpisodeStore store = EpisodeStore.Open(demo.BaseData))
        {
            StoreManifest manifest = store.Manifest with { Totals = null, Versions = store.Manifest.Versions with { Arithmetic = "riscv64 base, musl" } };
            EpisodeStoreWriter.Create(moved, manifest).Dispose();
        }

        Assert.Contains("'versions.arithmetic' is \"riscv64 base, musl\" there", Igen.Run(command).Expect(2).Complaint(), StringComparison.Ordinal);
        Igen.Run([.. command, "--mix-arithmetic"]).Expect(0);
        using EpisodeStore mixed = EpisodeStore.Open(moved);
        Assert.Contains(" + ", mixed.Manifest.Versions.Arithmetic, StringComparison.Ordinal);
    }
}
