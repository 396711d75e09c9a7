using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

[Collection(TinyDemoTests.Name)]
public sealed class ExperimentTests(TinyDemo demo)
{
    [Fact]
    public void A_tiny_table_is_made_reported_three_times_over_and_kept()
    {
        string folder = demo["tables"];
        string[] command = ["experiment", "seeds", "--episodes", "10", "--steps", "150", "--trials", "2", "--out", folder, "--json"];
        JsonObject table = Igen.Run(command).Expect(0).Json["experiments"]!.AsArray()[0]!.AsObject();
        Assert.Equal("seeds", (string)table["experiment"]!);
        Assert.Equal(3, table["cells"]!.AsArray().Count);
        Assert.Contains(table["cells"]!.AsArray(), cell => cell!["failure"] is null);
        Assert.All(table["cells"]!.AsArray(), cell => Assert.True(cell!["failure"] is not null || (int)cell["trials"]! == 2));
        Assert.All((string[])["seeds.json", "seeds.md", "seeds.svg"], file => Assert.True(File.Exists(Path.Combine(folder, file)), file));
        Assert.Contains("paper", File.ReadAllText(Path.Combine(folder, "seeds.md")), StringComparison.Ordinal);

        Outcome again = Igen.Run(command).Expect(0);
        Assert.Equal(table["cells"]!.ToJsonString(), again.Json["experiments"]!.AsArray()[0]!["cells"]!.ToJsonString());
        string[] recipes = [.. again.Errors.Where(line => line.Contains("nut-insertion:", StringComparison.Ordinal))];
        Assert.NotEmpty(recipes);
        Assert.All(recipes, line =>
            Assert.True(line.Contains("kept from before", StringComparison.Ordinal) || line.Contains("left out", StringComparison.Ordinal), line));
    }

    [Fact]
    public void A_report_of_another_run_is_not_replaced_unasked()
    {
        string folder = demo["others"];
        string[] command = ["experiment", "scaling", "--sizes", "4", "--episodes", "40", "--steps", "20", "--trials", "1", "--out", folder];
        Igen.Run(command).Expect(0);
        string report = Path.Combine(folder, "scaling.json");
        byte[] before = File.ReadAllBytes(report);
        Assert.Contains("--sizes 4", File.ReadAllText(Path.Combine(folder, "scaling.md")), StringComparison.Ordinal);

        string complaint = Igen.Run([.. command, "--seed", "9"]).Expect(2).Complaint();
        Assert.Contains("is the report of another run", complaint, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(report));
        Igen.Run(command).Expect(0);
        Igen.Run([.. command[..^4], "--trials", "2", "--out", folder, "--overwrite"]).Expect(0);
        Assert.NotEqual(before, File.ReadAllBytes(report));
        Assert.Empty(Directory.GetFiles(folder, "*.unfinished"));
    }

    [Fact]
    public void Trials_can_be_kept_failed_ones_too()
    {
        string rollouts = demo["rollouts.igen"];
        JsonObject result = Igen.Run("evaluate", "--policy", demo.BasePolicy, "--trials", "4", "--out", rollouts, "--json").Expect(0).Json;
        JsonObject info = Igen.Run("dataset", "info", rollouts, "--json").Expect(0).Json;
        Assert.Equal(4, (int)info["episodes"]!);
        Assert.Equal((int)result["successes"]!, (int?)info["reasons"]!["kept"] ?? 0);
        Igen.Run("replay", rollouts, "--episode", "0").Expect(0);
    }

    [Fact]
    public void Batched_inference_gives_the_same_bytes_for_any_workers_and_lanes()
    {
        string workers = Math.Min(2, Environment.ProcessorCount).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Digest("batched-1.igen", "1", "2"), Digest("batched-2.igen", workers, "9"));

        string Digest(string name, string workers, string lanes)
        {
            EvaluateBatched(name, "--workers", workers, "--lanes", lanes);
            return (string)Igen.Run("dataset", "digest", demo[name], "--json").Expect(0).Json["digest"]!;
        }
    }

    [Fact]
    public void A_manifest_says_that_inference_was_batched()
    {
        EvaluateBatched("batched-3.igen");
        string manifest = File.ReadAllText(Path.Combine(demo["batched-3.igen"], "manifest.json"));
        Assert.Contains("\"inference\": \"Batched\"", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_can_be_replayed_instead_of_made()
    {
        string data = demo["replayed.igen"];
        Igen.Run("generate", "interventions", "--source", demo.Interventions, "--replay-mistakes", "--episodes", "2", "--out", data).Expect(0);
        Igen.Run("replay", data).Expect(0);
        Assert.Contains("--policy is missing", Igen.Run("generate", "interventions", "--source", demo.Interventions, "--out", demo["none.igen"]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Demonstrations_can_be_generated_with_beliefs_that_contact_corrects_in_part()
    {
        string data = demo["wrong.igen"];
        Igen.Run("generate", "demos", "--source", demo.Demonstrations, "--corrupted", "--observability", "Partial", "--episodes", "2", "--out", data).Expect(0);
        string manifest = File.ReadAllText(Path.Combine(data, "manifest.json"));
        Assert.Contains("\"observability\": \"Partial\"", manifest, StringComparison.Ordinal);
        Igen.Run("replay", data).Expect(0);
    }

    [Fact]
    public void A_task_without_partial_observability_says_so() => Assert.Contains(
        "only full observability",
        Igen.Run("collect", "demos", "--task", "coffee", "--observability", "Partial", "--out", demo["coffee.igen"]).Expect(2).Complaint(),
        StringComparison.Ordinal);

    private void EvaluateBatched(string name, params string[] machine) => Igen.Run(
        ["evaluate", "--policy", demo.BasePolicy, "--trials", "3", "--inference", "Batched", .. machine, "--out", demo[name]]).Expect(0);
}
