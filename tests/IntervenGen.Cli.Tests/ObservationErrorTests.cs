using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary>Errors of observation, force at the wrist and mistakes on purpose, as a user asks for them.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class ObservationErrorTests(TinyDemo demo)
{
    [Theory]
    [InlineData("Drift")]
    [InlineData("Mixture")]
    public void Errors_that_change_with_time_do_not_depend_on_lanes(string kind)
    {
        string[] command = ["collect", "interventions", "--offline", "--error", kind, "--episodes", "3"];
        string one = demo[$"{kind}-1.igen"], five = demo[$"{kind}-5.igen"];
        Outcome first = Igen.Run([.. command, "--lanes", "1", "--workers", "1", "--out", one, "--json"]).Expect(0);
        Outcome second = Igen.Run([.. command, "--lanes", "5", "--workers", "1", "--out", five, "--json"]).Expect(0);
        Assert.Equal((string)first.Json["digest"]!, (string)second.Json["digest"]!);
        Assert.Equal(kind, (string)Config(one)["error"]!);
        Igen.Run("replay", one).Expect(0);
    }

    [Fact]
    public void Mistakes_on_purpose_are_replayed_without_a_policy()
    {
        string sources = demo["offline.igen"], made = demo["offline-made.igen"];
        JsonObject collected = Igen.Run(
            "collect", "interventions", "--offline", "--episodes", "3", "--out", sources, "--json").Expect(0).Json;
        Assert.Equal("deliberate", (string)Config(sources)["mistakes"]!);
        // All steps are the operator's, 20 a second.
        Assert.True((double)collected["operator_seconds"]! >= (int)collected["steps"]! * 0.05 - 1e-9);
        Igen.Run("generate", "interventions", "--source", sources, "--replay-mistakes", "--episodes", "4", "--out", made).Expect(0);
        Assert.Equal("replayed", (string)Config(made)["mistakes"]!);
    }

    [Fact]
    public void Interventions_need_a_policy_or_mistakes_on_purpose()
    {
        Assert.Contains(
            "--offline", Igen.Run("collect", "interventions", "--out", demo["none.igen"]).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains(
            "leave the policy out",
            Igen.Run("collect", "interventions", "--offline", "--policy", demo.BasePolicy, "--out", demo["none.igen"]).Expect(2).Complaint(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trigger and patience", "--patience", "5")]
    [InlineData("trigger and patience", "--trigger", "none.trigger")]
    [InlineData("nothing would show the mistake", "--observability", "OnRequest")]
    public void What_says_nothing_of_mistakes_on_purpose_is_refused_with_them(string reason, string option, string value)
    {
        string complaint = Igen.Run("collect", "interventions", "--offline", option, value, "--out", demo["no.igen"]).Expect(2).Complaint();
        Assert.Contains(reason, complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_varied_operators_mistakes_on_purpose_differ_and_the_dataset_says_so()
    {
        string steady = demo["purpose.igen"], varied = demo["purpose-varied.igen"];
        string[] command = ["collect", "interventions", "--offline", "--error", "Drift", "--episodes", "2", "--json"];
        JsonObject one = Igen.Run([.. command, "--out", steady]).Expect(0).Json;
        JsonObject other = Igen.Run([.. command, "--operator", "Varied", "--out", varied]).Expect(0).Json;
        Assert.NotEqual((string)one["digest"]!, (string)other["digest"]!);
        string info = string.Join('\n', Igen.Run("dataset", "info", varied).Expect(0).Output);
        Assert.Contains("scripted, varied", info, StringComparison.Ordinal);
        Assert.Contains("mistakes deliberate, error Drift", info, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_feels_is_tried_where_it_feels_without_being_told()
    {
        string data = demo["felt.igen"], policy = demo["felt.ckpt"];
        Igen.Run("collect", "demos", "--observability", "Touch", "--episodes", "2", "--out", data).Expect(0);
        Igen.Run("train", "--data", data, "--steps", "5", "--selection-trials", "0", "--out", policy).Expect(0);
        Assert.Contains(
            "robot0_wrist_touch", string.Join('\n', Igen.Run("policy", "info", policy).Expect(0).Output), StringComparison.Ordinal);
        Igen.Run("evaluate", "--policy", policy, "--trials", "1").Expect(0);
        Igen.Run("replay", data).Expect(0);
    }

    [Theory]
    [InlineData("errors", 7)]
    [InlineData("force", 5)]
    public void A_row_of_a_table_of_errors_is_made_by_one_command(string name, int cells)
    {
        string folder = demo[$"table-{name}"];
        JsonObject table = Igen.Run(
            "experiment", name, "--row", "Base", "--episodes", "4", "--steps", "5", "--trials", "1", "--stepping", "Adaptive", "--out", folder,
            "--json").Expect(0).Json["experiments"]!.AsArray()[0]!.AsObject();
        Assert.Equal(cells, table["cells"]!.AsArray().Count);
        Assert.All(table["cells"]!.AsArray(), cell => Assert.Null(cell!["failure"]));
    }

    private static JsonObject Config(string dataset) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(dataset, "manifest.json")))!["config"]!.AsObject();
}
