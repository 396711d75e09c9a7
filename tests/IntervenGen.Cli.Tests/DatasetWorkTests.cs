using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary>What one does with datasets from day to day: several sources, more of them, one attempt again, one of many, what is left of one.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class DatasetWorkTests(TinyDemo demo)
{
    [Fact]
    public void Several_sources_are_drawn_from_in_one_run_and_named_by_it()
    {
        string more = demo["more demonstrations.igen"], target = demo["of both.igen"];
        Igen.Run("collect", "demos", "--episodes", "2", "--seed", "5", "--out", more).Expect(0);
        Igen.Run("generate", "demos", "--source", demo.Demonstrations, more, "--episodes", "12", "--out", target).Expect(0);
        JsonObject info = Igen.Run("dataset", "info", target, "--json").Expect(0).Json;
        Assert.Equal(2, ((JsonArray)info["sources"]!).Count);
        Assert.Equal(more, (string)info["sources"]![1]!["path"]!);
        int[] drawn = [.. ((JsonArray)info["attempts_by_source"]!).Select(row => (int)row!["source_episode"]!)];
        Assert.Contains(drawn, source => source < 2);
        Assert.Contains(drawn, source => source is 2 or 3);
        Assert.Contains(
            "is given twice as a source",
            Igen.Run("generate", "demos", "--source", more, "--source", more, "--out", demo["twice drawn.igen"]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_dataset_grows_to_what_one_run_would_have_made()
    {
        string grown = demo["grown.igen"], once = demo["once.igen"];
        string[] command = ["generate", "demos", "--source", demo.Demonstrations];
        Igen.Run([.. command, "--episodes", "3", "--out", grown]).Expect(0);
        Igen.Run([.. command, "--episodes", "7", "--out", grown]).Expect(0);
        Igen.Run([.. command, "--episodes", "7", "--out", once]).Expect(0);
        foreach (string file in Directory.GetFiles(once).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(grown, Path.GetFileName(file))));
        Assert.Contains("grows, but is never cut", Igen.Run([.. command, "--episodes", "5", "--out", grown]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_attempt_is_made_again_with_its_steps_as_the_run_made_it()
    {
        string single = demo["attempt 3.igen"];
        string[] command = ["generate", "demos", "--source", demo.Demonstrations, "--attempt", "3", "--out", single];
        Igen.Run(command).Expect(0);
        using var whole = Episodes.EpisodeStore.Open(demo.BaseData);
        using var one = Episodes.EpisodeStore.Open(single);
        Assert.Equal(1, one.Count);
        int episode = Enumerable.Range(0, whole.Count).Single(i => whole.Summary(i).Attempt == 3);
        Assert.Equal(whole.Read(episode).Bytes.ToArray(), one.Read(0).Bytes.ToArray());
        Assert.Contains("--attempt makes one attempt alone", Igen.Run([.. command, "--episodes", "2"]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Datasets_of_several_sessions_become_one_that_can_be_replayed()
    {
        string tuesday = demo["tuesday.igen"], week = demo["week.igen"];
        Igen.Run("collect", "demos", "--episodes", "2", "--seed", "9", "--out", tuesday).Expect(0);
        Igen.Run("dataset", "concat", demo.Demonstrations, tuesday, "--out", week).Expect(0);
        Assert.Equal(4, (int)Igen.Run("dataset", "info", week, "--json").Expect(0).Json["episodes"]!);
        Igen.Run("replay", week).Expect(0);
        Assert.Contains("does not go with", Igen.Run("dataset", "concat", demo.Demonstrations, demo.Interventions, "--out", demo["mixed.igen"]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_added_to_a_dataset_once()
    {
        string seen = demo.Copy(demo.Demonstrations, "seen.igen");
        string[] command = ["dataset", "render", seen, "--cameras", "agentview,eye_in_hand", "--width", "24", "--height", "24", "--json"];
        JsonObject result = Igen.Run(command).Expect(0).Json;
        Assert.Equal(2, ((JsonArray)result["sets"]!).Count);
        Assert.True((int)result["drawn"]! > 0);
        Assert.Equal(0, (int)Igen.Run(command).Expect(0).Json["drawn"]!);
        Assert.Equal(
            Igen.Run("dataset", "digest", demo.Demonstrations).Expect(0).Output[0], Igen.Run("dataset", "digest", seen).Expect(0).Output[0]);
    }

    [Theory]
    [InlineData("--cameras nose", "has no camera 'nose'")]
    [InlineData("--cameras agentview --kinds sound", "'sound' is no kind of picture; there are rgb, depth, segmentation")]
    [InlineData("--cameras agentview --width 0", "1")]
    [InlineData("--cameras agentview --device-index 63", "there is no device 63 to draw on")]
    public void What_cannot_be_drawn_is_said_in_a_line(string options, string said) => Assert.Contains(
        said, Igen.Run(["dataset", "render", demo.Demonstrations, .. options.Split(' ')]).Expect(2).Complaint(), StringComparison.Ordinal);

    [Fact]
    public void A_dataset_that_was_cut_is_saved_and_gone_on_with()
    {
        string cut = demo.Copy(demo.BaseData, "cut off.igen"), saved = demo["saved.igen"];
        string shard = Directory.GetFiles(cut, "*.bin").Max()!;
        using (FileStream file = File.OpenWrite(shard))
            file.SetLength(file.Length - 1000);
        Igen.Run("dataset", "verify", cut).Expect(1);
        Outcome repair = Igen.Run("dataset", "repair", cut, "--out", saved, "--json").Expect(0);
        Assert.True((bool)repair.Json["resumable"]!);
        Igen.Run("generate", "demos", "--source", demo.Demonstrations, "--episodes", "12", "--out", saved, "--workers", "2", "--lanes", "8").Expect(0);
        Assert.Equal(Igen.Run("dataset", "digest", demo.BaseData).Expect(0).Output[0], Igen.Run("dataset", "digest", saved).Expect(0).Output[0]);
        Assert.Contains("nothing to repair", Igen.Run("dataset", "repair", saved, "--out", demo["again.igen"]).Expect(0).Output[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Info_names_the_sources_of_a_dataset() =>
        Assert.Equal(demo.Interventions, (string)Info(demo.Generated)["sources"]![0]!["path"]!);

    [Fact]
    public void Info_names_the_policy_of_a_dataset() =>
        Assert.Equal(demo.BasePolicy, (string)Info(demo.Generated)["policy"]!["path"]!);

    [Fact]
    public void Info_counts_every_attempt_by_its_source()
    {
        JsonObject info = Info(demo.Generated);
        Assert.NotEqual(0, (long)info["attempts"]!);
        Assert.Equal((long)info["attempts"]!, ((JsonArray)info["attempts_by_source"]!).Sum(row => (long)row!["attempts"]!));
    }

    [Fact]
    public void Info_counts_every_failure_by_its_subtask()
    {
        string failing = demo["failing.igen"];
        // A policy that has one step makes no mistake.
        Igen.Run(
            "generate", "interventions", "--source", demo.Interventions, "--policy", demo.BasePolicy, "--policy-horizon", "1",
            "--episodes", "1", "--attempts", "4", "--out", failing).Expect(1);
        JsonObject info = Info(failing);
        Assert.Equal(4, ((JsonArray)info["failures_by_subtask"]!).Sum(row => (long)row!["failed"]!));
        Assert.All((JsonArray)info["failures_by_subtask"]!, row => Assert.Equal("insert", (string)row!["subtask"]!));
    }

    [Fact]
    public void A_larger_belief_error_is_recorded_and_moves_beliefs_along_the_same_way()
    {
        string small = demo["small error.igen"], large = demo["large error.igen"];
        string[] command = ["evaluate", "--policy", demo.BasePolicy, "--trials", "2", "--seed", "3"];
        Igen.Run([.. command, "--out", small]).Expect(0);
        Igen.Run([.. command, "--belief-error", "2", "--out", large]).Expect(0);
        using var usual = Episodes.EpisodeStore.Open(small);
        using var doubled = Episodes.EpisodeStore.Open(large);
        Assert.Equal(2, (double)doubled.Manifest.Config["beliefError"]!);
        Core.EpisodeBuffer a = usual.Read(0), b = doubled.Read(0);
        Numerics.Vec3 first = a.BelievedPose(0, 1).Position - a.TruePose(0, 1).Position, second = b.BelievedPose(0, 1).Position - b.TruePose(0, 1).Position;
        Assert.True((second - (first * 2)).Length < 1e-12);
        Assert.Contains("must be between 0 and 5", Igen.Run([.. command, "--belief-error", "9"]).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains(
            "wrong beliefs that are no distance",
            Igen.Run("collect", "demos", "--task", "nut-and-peg-assembly", "--belief-error", "2", "--out", demo["no distance.igen"]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_learned_from_interventions_is_given_time_to_recover()
    {
        string target = demo["second round.igen"];
        string[] command = ["collect", "interventions", "--policy", Path.Combine(demo.Folder, "igen.ckpt"), "--episodes", "1", "--attempts", "2", "--out", target];
        Igen.Run(command);
        using (var store = Episodes.EpisodeStore.Open(target))
            Assert.Equal(60, (int)store.Manifest.Config["patience"]!);
        using var first = Episodes.EpisodeStore.Open(demo.Interventions);
        Assert.Null(first.Manifest.Config["patience"]);
        Assert.Contains("'config.patience' is 60 there", Igen.Run([.. command, "--patience", "5"]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Replayed_mistakes_need_no_policy_and_refuse_one() => Assert.Contains(
        "--replay-mistakes runs no policy: leave out --policy",
        Igen.Run(
            "generate", "interventions", "--source", demo.Interventions, "--policy", demo.BasePolicy, "--replay-mistakes", "--out", demo["replayed.igen"]).Expect(2).Complaint(),
        StringComparison.Ordinal);

    private static JsonObject Info(string dataset) => Igen.Run("dataset", "info", dataset, "--json").Expect(0).Json;
}
