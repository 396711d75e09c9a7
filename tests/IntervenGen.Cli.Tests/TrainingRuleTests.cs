using IntervenGen.Learning;

namespace IntervenGen.Cli.Tests;

/// <summary>What a training learns from, and what it leaves beside its result.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class TrainingRuleTests(TinyDemo demo)
{
    private const int Interrupt = 2, Kill = 9;

    [Fact]
    public void Held_out_episodes_are_not_learned_from_and_their_loss_is_reported()
    {
        string path = demo["held out.ckpt"];
        string[] command = ["train", "--data", demo.BaseData, "--steps", "30", "--hidden", "8", "--selection-trials", "0", "--out", path, "--json"];
        Outcome outcome = Igen.Run([.. command, "--valid-fraction", "0.25"]).Expect(0);
        Assert.True(double.IsFinite((double)outcome.Json["validation_loss"]!));
        Assert.Equal(9, Checkpoint.Load(path).Facts.Groups[0].Episodes);
        Assert.Contains(File.ReadLines(path + ".curve"), line => line.Contains("\"validation\"", StringComparison.Ordinal));
        // Another share is another training.
        Assert.Contains("trained on other data or with other settings", Igen.Run(command).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_import_that_is_a_source_alone_is_learned_from_only_when_asked_for()
    {
        string import = demo["source alone.igen"];
        using (var whole = Episodes.EpisodeStore.Open(demo.Demonstrations))
        {
            var config = new System.Text.Json.Nodes.JsonObject { ["notForTraining"] = "its actions were computed anew" };
            using var writer = Episodes.EpisodeStoreWriter.Create(import, whole.Manifest with { Config = config, Totals = null });
            writer.Append(whole.Attempt(0), whole.Read(0));
            writer.Complete();
        }

        string[] command = ["train", "--data", import, "--steps", "2", "--hidden", "8", "--selection-trials", "0", "--out", demo["of a source.ckpt"]];
        Assert.Contains("was imported as sources alone: its actions were computed anew", Igen.Run(command).Expect(2).Complaint(), StringComparison.Ordinal);
        Igen.Run([.. command, "--any-data"]).Expect(0);
    }

    [Fact]
    public void The_same_episodes_given_twice_are_said_to_count_twice()
    {
        string copy = demo.Copy(demo.Demonstrations, "twin.igen");
        Outcome outcome = Igen.Run(
            "train", "--data", demo.Demonstrations, copy, "--steps", "2", "--hidden", "8", "--selection-trials", "0", "--out", demo["twins.ckpt"]).Expect(0);
        Assert.Contains(outcome.Errors, line => line.Contains("holds the same episodes as 'demonstrations.igen', and counts twice", StringComparison.Ordinal));
    }

    [Fact]
    public void Failed_trials_are_left_out_of_a_training_by_number()
    {
        string trials = demo["trials.igen"], policy = demo["of trials.ckpt"];
        Igen.Run("evaluate", "--policy", Path.Combine(demo.Folder, "igen.ckpt"), "--trials", "12", "--out", trials).Expect(0);
        Outcome info = Igen.Run("dataset", "info", trials, "--json").Expect(0);
        int kept = (int?)info.Json["reasons"]!["kept"] ?? 0;
        string[] command = ["train", "--data", trials, "--steps", "2", "--hidden", "8", "--selection-trials", "0", "--out", policy];
        if (kept == 0)
        {
            Assert.Contains("12 did not succeed", Igen.Run(command).Expect(2).Complaint(), StringComparison.Ordinal);
            return;
        }

        Outcome outcome = Igen.Run(command).Expect(0);
        Assert.Contains(outcome.Errors, line => line.Contains($"{12 - kept} of 12 episodes did not succeed and are left out", StringComparison.Ordinal));
        TrainingGroup group = Assert.Single(Checkpoint.Load(policy).Facts.Groups);
        Assert.Equal((kept, 12 - kept), (group.Episodes, group.LeftOut));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_gradient_step_asked_for_is_taken(int steps)
    {
        string policy = demo[$"{steps} steps.ckpt"];
        Outcome outcome = Igen.Run(
            "train", "--data", demo.Demonstrations, "--steps", $"{steps}", "--hidden", "8", "--selection-trials", "0", "--out", policy, "--json").Expect(0);
        Assert.Equal(steps, (int)outcome.Json["gradient_steps"]!);
        Assert.Equal(steps, Checkpoint.Load(policy).Facts.GradientSteps);
    }

    [Fact]
    public void A_training_can_start_from_a_policy_and_says_so_when_it_is_given_again()
    {
        string policy = demo["tuned.ckpt"];
        string[] command = ["train", "--data", demo.BaseData, "--steps", "2", "--hidden", "32", "--selection-trials", "0", "--out", policy];
        Igen.Run([.. command, "--init", demo.BasePolicy]).Expect(0);
        Igen.Run([.. command, "--init", demo.BasePolicy]).Expect(0);
        Assert.Contains("other settings", Igen.Run(command).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_number_of_the_recipe_can_be_given()
    {
        string policy = demo["recipe.ckpt"];
        Igen.Run(
            "train", "--data", demo.Demonstrations, "--steps", "1", "--hidden", "8", "--layers", "1", "--modes", "2", "--sequence-length", "4",
            "--batch-size", "5", "--learning-rate", "0.01", "--selection-trials", "0", "--out", policy).Expect(0);
        PolicyConfig config = Checkpoint.Load(policy).Config;
        Assert.Equal((8, 1, 2, 4, 5), (config.Hidden, config.Layers, config.GmmModes, config.SequenceLength, config.BatchSize));
        Assert.Equal(0.01f, config.LearningRate);
    }

    [Fact]
    public void A_second_training_of_the_same_name_is_told_that_the_first_runs()
    {
        string policy = demo["twice.ckpt"];
        using Igen first = Igen.Start(Long(policy));
        WaitFor(() => File.Exists(policy + ".unfinished"), first);
        string complaint = Igen.Run(Long(policy)).Expect(2).Complaint();
        Assert.Contains("is being written by another process", complaint, StringComparison.Ordinal);
        first.Signal(Kill);
    }

    [Fact]
    public void The_curve_of_a_killed_training_holds_every_point_once()
    {
        string policy = demo["killed.ckpt"], curve = policy + ".curve";
        using (Igen killed = Igen.Start(Long(policy)))
        {
            // Before the first of its saves, which are 20 s apart: everything is done again.
            WaitFor(() => Points(curve) >= 2, killed);
            killed.Signal(Kill);
            killed.Wait();
        }

        Assert.False(File.Exists(policy + ".training"));
        using Igen again = Igen.Start(Long(policy));
        WaitFor(() => Points(curve) >= 4, again);
        again.Signal(Kill);
        again.Wait();
        string[] points = File.ReadAllLines(curve);
        Assert.Equal(points.Length, points.Select(line => line.Split(',')[0]).Distinct().Count());
    }

    [Fact]
    public void A_killed_training_goes_on_in_a_second_file_for_TensorBoard()
    {
        string policy = demo["watched.ckpt"], board = demo["board"];
        string[] command = [.. Long(policy), "--tensorboard", board];
        using (Igen stopped = Igen.Start(command))
        {
            WaitFor(() => Points(policy + ".curve") >= 2, stopped);
            stopped.Signal(Interrupt);
            stopped.Wait();
        }

        string first = Assert.Single(Directory.GetFiles(board));
        Assert.True(new FileInfo(first).Length > 100);
        using Igen again = Igen.Start(command);
        WaitFor(() => Directory.GetFiles(board).Length == 2, again);
        again.Signal(Kill);
        again.Wait();
    }

    [Fact]
    public void A_folder_that_cannot_hold_events_is_refused_before_training_begins()
    {
        string policy = demo["unwatched.ckpt"], file = demo["no folder"];
        File.WriteAllText(file, "");
        string complaint = Igen.Run([.. Long(policy), "--tensorboard", file]).Expect(2).Complaint();
        Assert.Contains("a folder is to be made there", complaint, StringComparison.Ordinal);
        Assert.False(File.Exists(policy + ".training"));
    }

    private string[] Long(string policy) =>
        ["train", "--data", demo.BaseData, "--steps", "100000", "--hidden", "32", "--selection-trials", "0", "--out", policy];

    // Read beside the training that writes it.
    private static int Points(string curve)
    {
        if (!File.Exists(curve))
            return 0;
        for (int tries = 0; ; tries++)
        {
            try
            {
                using var reader = new StreamReader(new FileStream(curve, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
                return reader.ReadToEnd().Count(letter => letter == '\n');
            }
            catch (IOException) when (tries < 100)
            {
                // The training holds it while it writes a line.
                Thread.Sleep(5);
            }
        }
    }

    private static void WaitFor(Func<bool> condition, Igen process)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            Assert.False(process.HasExited || clock.Elapsed.TotalSeconds > 60, "it never came to that");
            Thread.Sleep(2);
        }
    }
}
