using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary>Other arms through the program: what one recorded another one repeats, and what they made is not mixed.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class RobotTests(TinyDemo demo)
{
    // Where these bits were made; another libm rounds otherwise.
    private const string Arithmetic = "x64, kernels 3, glibc 2.36, libm 309b3871";

    [Fact]
    public void Sources_of_the_Panda_generate_on_the_UR5e()
    {
        JsonObject made = Igen.Run(
            "generate", "demos", "--source", demo.Demonstrations, "--robot", "ur5e", "--episodes", "4", "--out", demo["arm ur5e.igen"], "--json")
            .Expect(0).Json;
        Assert.Equal(4, (int)made["episodes"]!);
        Assert.Equal("ur5e", (string?)Igen.Run("dataset", "info", demo["arm ur5e.igen"], "--json").Expect(0).Json["config"]!["robot"]);
    }

    [Fact]
    public void A_dataset_is_replayed_on_the_arm_that_made_it() =>
        Assert.Equal(2, (int)Igen.Run("replay", Collected("arm replayed.igen"), "--json").Expect(0).Json["exact"]!);

    [Fact]
    public void A_dataset_of_the_Panda_names_no_robot() =>
        Assert.Null(Igen.Run("dataset", "info", demo.BaseData, "--json").Expect(0).Json["config"]!["robot"]);

    [Fact]
    public void Episodes_of_two_arms_are_not_concatenated() => Assert.Contains(
        "was made by robot 'ur5e' and '",
        Igen.Run("dataset", "concat", demo.Demonstrations, Collected("arm mixed.igen"), "--out", demo["arm of two arms.igen"]).Expect(2).Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void A_dataset_of_one_arm_is_not_continued_with_another() => Assert.Contains(
        "'config.robot' is \"ur5e\" there and \"fr3\" here",
        Igen.Run("collect", "demos", "--episodes", "3", "--robot", "fr3", "--out", Collected("arm continued.igen")).Expect(2).Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void A_policy_that_learned_on_another_arm_is_said_to()
    {
        Outcome outcome = Igen.Run("evaluate", "--policy", demo.BasePolicy, "--trials", "1", "--robot", "fr3").Expect(0);
        Assert.Contains(
            outcome.Errors, line => line.Contains("warning: the policy learned on robot 'panda', and works here on 'fr3'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_remembers_its_arm_and_is_evaluated_on_it()
    {
        string policy = demo["arm ur5e.ckpt"];
        Igen.Run("train", "--data", Collected("arm learned.igen"), "--steps", "2", "--hidden", "8", "--selection-trials", "0", "--out", policy).Expect(0);
        Outcome outcome = Igen.Run("evaluate", "--policy", policy, "--trials", "1", "--out", demo["arm trials.igen"]).Expect(0);
        Assert.DoesNotContain(outcome.Errors, line => line.Contains("warning", StringComparison.Ordinal));
        Assert.Equal("ur5e", (string?)Igen.Run("dataset", "info", demo["arm trials.igen"], "--json").Expect(0).Json["config"]!["robot"]);
    }

    [Fact]
    public void An_export_names_its_robot_and_comes_back_equal()
    {
        string dataset = Collected("arm exported.igen"), file = demo["arm exported.hdf5"], back = demo["arm imported.igen"];
        Igen.Run("dataset", "export", dataset, "--out", file).Expect(0);
        Igen.Run("dataset", "import", file, "--robot", "ur5e", "--out", back).Expect(0);
        Assert.Equal(Digest(dataset), Digest(back));
    }

    [Fact]
    public void An_unknown_robot_is_answered_with_the_nearest() => Assert.Contains(
        "unknown robot 'ur5'; did you mean 'ur5e'?",
        Igen.Run("collect", "demos", "--robot", "ur5", "--out", demo["arm no.igen"]).Expect(2).Complaint(), StringComparison.Ordinal);

    // What the Panda did before robots were folders, it does now.
    [Theory]
    [InlineData("nut-insertion", "de1162ed5a15eb3eff0e8394f8ba2976")]
    [InlineData("block-grasp", "93ec87bf7f33821f3bcfcf5008c2a947")]
    public void The_Pandas_demonstrations_are_what_they_always_were(string task, string digest)
    {
        string folder = demo[$"golden {task}.igen"];
        Igen.Run("collect", "demos", "--task", task, "--episodes", "4", "--seed", "3", "--out", folder).Expect(0);
        using var store = Episodes.EpisodeStore.Open(folder);
        if (store.Manifest.Versions.Arithmetic == Arithmetic)
            Assert.Equal(digest, store.Manifest.Totals!.Digest);
    }

    private string Collected(string name)
    {
        Igen.Run("collect", "demos", "--robot", "ur5e", "--episodes", "2", "--out", demo[name]).Expect(0);
        return demo[name];
    }

    private static string Digest(string dataset) => Igen.Run("dataset", "digest", dataset).Expect(0).Output[^1];
}
