using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary>Policies for other frameworks, and theirs in place of our own.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class PolicyTests(TinyDemo demo)
{
    [Theory]
    [InlineData("robomimic", "exported.pth")]
    [InlineData("onnx", "exported.onnx")]
    [InlineData("safetensors", "exported.safetensors")]
    public void An_exported_policy_has_the_success_of_its_checkpoint(string format, string name)
    {
        Igen.Run("policy", "export", demo.BasePolicy, "--to", format, "--out", demo[name], "--json").Expect(0);
        JsonObject before = Evaluated(demo.BasePolicy), after = Evaluated(demo[name]);
        Assert.Equal(before["success"]!.ToJsonString(), after["success"]!.ToJsonString());
        Assert.Equal((string?)before["task"], (string?)after["task"]);
        JsonObject info = Igen.Run("policy", "info", demo[name], "--json").Expect(0).Json;
        Assert.Equal(format, (string?)info["format"]);
        Assert.Equal(37, ((JsonArray)info["observations"]!).Sum(field => (int)field!["size"]!));
        Assert.Contains("--overwrite", Igen.Run("policy", "export", demo.BasePolicy, "--to", format, "--out", demo[name]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_made_with_a_policy_from_elsewhere_names_it()
    {
        string folder = Directory.CreateDirectory(demo["from elsewhere"]).FullName;
        string policy = Path.Combine(folder, "policy.pth"), target = Path.Combine(folder, "interventions.igen");
        Igen.Run("policy", "export", demo.BasePolicy, "--to", "robomimic", "--out", policy).Expect(0);
        Igen.Run("collect", "interventions", "--policy", policy, "--episodes", "2", "--out", target).Expect(0);
        JsonObject info = Igen.Run("dataset", "info", target, "--json").Expect(0).Json;
        Assert.Equal(policy, (string?)info["policy"]!["path"]);
        Assert.Equal((string?)Igen.Run("policy", "info", policy, "--json").Expect(0).Json["digest"], (string?)info["policy"]!["digest"]);
    }

    [Fact]
    public void What_is_known_of_a_checkpoint_is_printed_line_by_line()
    {
        string[] lines = Igen.Run("policy", "info", demo.BasePolicy).Expect(0).Output;
        Assert.Contains("checkpoint, task nut-insertion", lines[0], StringComparison.Ordinal);
        Assert.Contains("LSTM 2 x 32, 5 modes", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("trained on base.igen: all steps", StringComparison.Ordinal));
    }

    private static JsonObject Evaluated(string policy) =>
        Igen.Run("evaluate", "--policy", policy, "--trials", "6", "--clean", "--json").Expect(0).Json;
}
