using System.Diagnostics;
using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary><c>igen run</c>: the loop of a file, interrupted, changed, in parts.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class RunTests(TinyDemo demo)
{
    private const int Kill = 9, Kills = 20;

    private const string Tiny =
        """
        task: nut-insertion
        demonstrations: {episodes: 2, generate: 12}
        interventions: {episodes: 2, generate: 12}
        train: {steps: 150, hidden: 32, selection_trials: 2}
        evaluate: {trials: 4}
        """;

    private static readonly string[] s_datasets = ["demonstrations.igen", "base.igen", "interventions.igen", "igen.igen"];

    [Fact]
    public void A_file_of_the_demos_sizes_gives_the_demos_digests()
    {
        string folder = demo["run of the demo"];
        JsonObject result = Igen.RunWithoutDrivers("run", Write("as the demo.yaml", Tiny), "--out", folder, "--json").Expect(0).Json;
        AssertSame(demo.Folder, folder);
        JsonNode round = result["runs"]![0]!["rounds"]![0]!;
        Assert.Equal((string)demo.Outcome.Json["igen_digest"]!, (string)round["digest"]!);
        Assert.Equal((double)demo.Outcome.Json["igen_success"]!, (double)round["success"]!["success"]!);
        string page = File.ReadAllText(Path.Combine(folder, "report.html")), text = File.ReadAllText(Path.Combine(folder, "report.md"));
        Assert.Contains("data:image/svg+xml;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"report/", page, StringComparison.Ordinal);
        Assert.Contains((string)round["digest"]!, text, StringComparison.Ordinal);
        Assert.Contains("steps: 150", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_killed_twenty_times_ends_with_the_same_digests()
    {
        string folder = demo["killed run"], file = Write("killed.yaml", Tiny);
        var random = new Random(20);
        for (int i = 0; i < Kills; i++)
        {
            using Igen igen = Igen.Start("run", file, "--out", folder);
            // From before its first stage to behind its last one.
            Thread.Sleep(random.Next(100, 1500));
            igen.Signal(Kill);
            igen.Wait();
        }

        Igen.RunWithoutDrivers("run", file, "--out", folder).Expect(0);
        AssertSame(demo.Folder, folder);
    }

    [Fact]
    public void A_changed_value_repeats_what_follows_from_it_and_nothing_else()
    {
        string folder = demo["changed run"], file = Write("changed.yaml", Tiny);
        Igen.RunWithoutDrivers("run", file, "--out", folder).Expect(0);
        Outcome changed = Igen.RunWithoutDrivers("run", file, "--out", folder, "--set", "interventions.generate=14").Expect(0);
        Assert.Equal(["[7/9] 14 interventions by I-Gen", "[8/9] I-Gen policy", "[9/9] I-Gen policy, beliefs wrong, 4 held-out trials"], Made(changed));
        Assert.Empty(Made(Igen.RunWithoutDrivers("run", file, "--out", folder).Expect(0)));
    }

    [Fact]
    public void Stages_and_parts_in_processes_of_their_own_give_the_same_digests()
    {
        string folder = demo["run in parts"], file = Write("parts.yaml", Tiny);
        string[] Stage(string name, params string[] more) => ["run", file, "--out", folder, "--stage", name, .. more];
        Assert.Contains("needs 'demonstrations.igen'", Igen.Run(Stage("base.igen")).Expect(1).Complaint(), StringComparison.Ordinal);
        Igen.Run(Stage("demonstrations.igen")).Expect(0);
        for (int part = 1; part <= 3; part++)
            Igen.Run(Stage("base.igen", "--part", $"{part}/3")).Expect(0);
        Outcome joined = Igen.Run(Stage("base.igen")).Expect(0);
        Assert.Contains(joined.Errors, line => line.Contains("parts hold", StringComparison.Ordinal));
        Assert.Contains("one piece", Igen.Run(Stage("base.ckpt", "--part", "1/3")).Expect(2).Complaint(), StringComparison.Ordinal);
        Igen.RunWithoutDrivers("run", file, "--out", folder).Expect(0);
        AssertSame(demo.Folder, folder);
    }

    [Fact]
    public void A_dry_run_shows_the_graph_and_makes_nothing()
    {
        string folder = demo["dry run"];
        JsonObject plan = Igen.Run("run", Write("dry.yaml", Tiny), "--out", folder, "--dry-run", "--json").Expect(0).Json;
        Assert.False(Directory.Exists(folder));
        Assert.Equal(9, plan["stages"]!.AsArray().Count);
        Assert.Equal("interventions.igen", (string)plan["stages"]![6]!["needs"]![0]!);
        Assert.InRange((double)plan["core_hours"]!, 0.0001, 1);
    }

    [Fact]
    public void Rounds_end_where_success_does_not_rise()
    {
        string file = Write("gate.yaml", Tiny + "\nrounds: {count: 2, stop: {min_gain: 100, trials: 2}}\n");
        JsonNode run = Igen.RunWithoutDrivers("run", file, "--out", demo["gate"], "--json").Expect(0).Json["runs"]![0]!;
        Assert.Null(run["rounds"]![0]!["left_out"]);
        Assert.Contains("rounds go on with a rise of at least 100 points", (string)run["rounds"]![1]!["left_out"]!, StringComparison.Ordinal);
        Assert.Null(run["rounds"]![1]!["success"]);
    }

    [Fact]
    public void A_run_waits_for_a_person_and_goes_on_when_the_episodes_are_there()
    {
        string folder = demo["person"], file = Write("person.yaml", Tiny.Replace("interventions: {", "interventions: {from: person, ", StringComparison.Ordinal));
        string episodes = Path.Combine(folder, "interventions-by-person.igen");
        using Igen igen = Igen.Start("run", file, "--out", folder);
        var clock = Stopwatch.StartNew();
        string progress = Path.Combine(folder, "interventions-by-person.igen.key");
        while (!File.Exists(progress) && clock.Elapsed.TotalSeconds < 60)
            Thread.Sleep(20);
        // Whoever records them, and however: the operator's of the demo are as good.
        string staging = demo["recorded by a person"];
        demo.Copy(demo.Interventions, Path.GetFileName(staging));
        Directory.Move(staging, episodes);
        Outcome finished = igen.Wait().Expect(0);
        string waiting = Assert.Single(finished.Errors, line => line.Contains("waiting for 2 interventions by a person", StringComparison.Ordinal));
        Assert.Contains($"igen teleop --task nut-insertion --policy '{Path.Combine(folder, "base.ckpt")}' --episodes 2 --out '{episodes}'", waiting, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(folder, "igen.igen")));
    }

    [Fact]
    public void Two_runs_in_one_folder_are_refused()
    {
        string folder = demo["held run"], file = Write("held.yaml", Tiny.Replace("generate: 12", "generate: 4000", StringComparison.Ordinal));
        using Igen igen = Igen.Start("run", file, "--out", folder);
        var clock = Stopwatch.StartNew();
        while (!Directory.Exists(Path.Combine(folder, "base.igen")) && clock.Elapsed.TotalSeconds < 60)
            Thread.Sleep(20);
        Assert.Contains("being filled by another process", Igen.Run("run", file, "--out", folder).Expect(2).Complaint(), StringComparison.Ordinal);
        igen.Signal(Kill);
        igen.Wait();
    }

    [Fact]
    public void The_status_of_a_run_is_read_from_its_folder()
    {
        Assert.Contains("no folder of a run", Igen.Run("status", demo.Demonstrations).Expect(2).Complaint(), StringComparison.Ordinal);
        JsonObject done = Igen.Run("status", demo.Folder, "--json").Expect(0).Json;
        Assert.True((bool)done["done"]!);
        Assert.All(done["stages"]!.AsArray(), stage => Assert.Equal("done", (string)stage!["state"]!));
        Assert.InRange((long)done["bytes"]!, 100_000, 1_000_000_000);
    }

    [Fact]
    public void The_status_of_a_killed_run_says_where_it_stopped()
    {
        string folder = demo["status of a killed run"];
        string file = Write("status.yaml", Tiny.Replace("generate: 12", "generate: 4000", StringComparison.Ordinal));
        using Igen igen = Igen.Start("run", file, "--out", folder);
        JsonNode? generation = null;
        var clock = Stopwatch.StartNew();
        while ((string?)generation?["state"] != "running" && clock.Elapsed.TotalSeconds < 60)
        {
            if (File.Exists(Path.Combine(folder, "plan.json")))
                generation = Igen.Run("status", folder, "--json").Expect(0).Json["stages"]![1];
        }

        Assert.Equal("base.igen", (string)generation!["name"]!);
        Assert.Equal(4000, (double)generation["total"]!);
        Assert.StartsWith(Environment.MachineName, (string)generation["node"]!, StringComparison.Ordinal);
        igen.Signal(15);
        igen.Wait().Expect(143);
        Assert.Contains(Igen.Run("status", folder).Expect(0).Output, line => line.StartsWith("base.igen", StringComparison.Ordinal) && line.Contains("stopped at", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("statsd:1")]
    [InlineData("prometheus:0")]
    [InlineData("otlp:nowhere")]
    public void Measurements_go_to_known_places_alone(string place) => Assert.Contains(
        "must be otlp:URL", Igen.Run("run", Write($"metrics {place.Length}.yaml", Tiny), "--metrics", place).Expect(2).Complaint(), StringComparison.Ordinal);

    [Fact]
    public async Task Prometheus_reads_attempts_and_worker_time_while_a_run_is_under_way()
    {
        int port = FreePort();
        string file = Write("metrics.yaml", Tiny.Replace("generate: 12", "generate: 4000", StringComparison.Ordinal));
        using Igen igen = Igen.Start("run", file, "--out", demo["metrics"], "--metrics", $"prometheus:{port}");
        using var client = new HttpClient();
        string text = "";
        var clock = Stopwatch.StartNew();
        while (!text.Contains("igen_successes", StringComparison.Ordinal) && clock.Elapsed.TotalSeconds < 60)
        {
            try
            {
                text = await client.GetStringAsync(new Uri($"http://localhost:{port}/metrics"));
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }

        igen.Signal(Kill);
        igen.Wait();
        Assert.Contains("igen_attempts", text, StringComparison.Ordinal);
        Assert.Contains("part=\"physics\"", text, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Write(string name, string text)
    {
        string file = demo[name];
        File.WriteAllText(file, text + "\n");
        return file;
    }

    private static string[] Made(Outcome outcome) =>
        [.. outcome.Errors.Where(line => line.StartsWith('[') && !line.EndsWith("done earlier", StringComparison.Ordinal))];

    private static void AssertSame(string expected, string actual)
    {
        foreach (string name in s_datasets)
        {
            foreach (string file in (string[])["manifest.json", "shard-00000.bin"])
            {
                Assert.True(
                    File.ReadAllBytes(Path.Combine(expected, name, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(actual, name, file))),
                    $"{name}/{file}");
            }
        }

        Weights.AssertSame(Path.Combine(expected, "igen.ckpt"), Path.Combine(actual, "igen.ckpt"));
    }
}
