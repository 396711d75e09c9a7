using System.CommandLine;
using IntervenGen.Cli.Workflows.Bench;
using IntervenGen.Core;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Cli.Commands;

internal static partial class BenchCommand
{
    private static Command Ladder()
    {
        var common = new CommonOptions();
        Option<int> hidden = Count("--hidden", "LSTM units per layer.", PolicyConfig.Demo.Hidden);
        Option<int> rounds = Count("--rounds", "How often the walk is repeated.", 5);
        Command command = common.AddTo(new Command(
            "ladder",
            "One cost per rung on one worker: mj_step alone, + controller and contacts, + observation, + policy, + recording, + store.\n" +
            "'igen bench generate' is the top: the whole chain.\n\n" +
            "Example:  igen bench ladder --task nut-insertion --json"));
        command.Options.Add(hidden);
        command.Options.Add(rounds);
        common.Workers.DefaultValueFactory = _ => 1;
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var sizes = new PhysicsBenchSizes(20, 5, parsed.GetValue(rounds), 4);
            if (parsed.GetValue(common.Stepping) != SteppingMode.Fixed)
                throw new UsageException($"--stepping is {parsed.GetValue(common.Stepping)}; the ladder's first rung takes fixed substeps");
            int units = parsed.GetValue(hidden);
            using Workspace workspace = common.Open(parsed);
            using var folder = new ScratchFolder(null);
            using RecurrentPolicy policy = LearningBench.MakePolicy(workspace.Spec, units);
            return Report(reporter, LadderBench.Run(workspace, reporter, parsed.GetValue(common.Seed), sizes, policy, folder.Path, cancellation));
        });
    }

    private static Command Generate()
    {
        var common = new CommonOptions();
        var source = new Option<string?>("--source") { Description = "Source interventions; without it, ten are collected first." };
        var policy = new Option<string?>("--policy") { Description = "Checkpoint whose mistakes are corrected; without it, a small one is trained first." };
        Option<int> episodes = Count("--episodes", "Interventions to keep.", 100);
        Option<int> steps = Count("--gradient-steps", "Gradient steps of the small policy.", 500);
        Command command = common.AddTo(new Command(
            "generate",
            "Attempts and kept interventions per second of the whole chain: policy, physics, replay, filter, store.\n\n" +
            "Example:  igen bench generate --task nut-insertion --json"));
        common.AddInferenceTo(command);
        foreach (Option option in (Option[])[source, policy, episodes, steps])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes), gradient = parsed.GetValue(steps);
            using Workspace workspace = common.Open(parsed);
            using var folder = new ScratchFolder(null);
            var bench = new GenerateBench(workspace, reporter, parsed.GetValue(common.Seed), folder.Path, cancellation);
            return Report(reporter, bench.Run(parsed.GetValue(source), parsed.GetValue(policy), count, gradient));
        });
    }

    private static Command Store()
    {
        var common = new CommonOptions();
        var folder = new Option<string?>("--folder") { Description = "Folder on the file system to measure; the system's temporary one without it." };
        Option<int> episodes = Count("--episodes", "Episodes of 300 steps per round.", 500);
        Option<int> rounds = Count("--rounds", "Rounds, of which the median counts.", 5);
        var command = new Command(
            "store", "MB/s into and out of the episode store, against a plain copy into a mapped file beside it.\n\nExample:  igen bench store --json");
        foreach (Option option in (Option[])[common.Task, folder, episodes, rounds])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes), times = parsed.GetValue(rounds);
            using SimulatedTask task = TaskCatalog.Find(parsed.GetValue(common.Task)!).Open();
            using var scratch = new ScratchFolder(parsed.GetValue(folder));
            return Report(reporter, StoreBench.Run(task.Spec, reporter, scratch.Path, count, times, cancellation));
        });
    }

    private static Command Infer()
    {
        var common = new CommonOptions();
        Option<int> hidden = Count("--hidden", "LSTM units per layer.", PolicyConfig.Demo.Hidden);
        Option<double> seconds = Seconds(2);
        var command = new Command(
            "infer", "Policy rows per second on one thread, at batch 1, 64, 256 and 1024.\n\nExample:  igen bench infer --json");
        foreach (Option option in (Option[])[common.Task, hidden, seconds])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int units = parsed.GetValue(hidden);
            using SimulatedTask task = TaskCatalog.Find(parsed.GetValue(common.Task)!).Open();
            return Report(reporter, LearningBench.Infer(task.Spec, reporter, parsed.GetValue(seconds), units, cancellation));
        });
    }

    private static Command Train()
    {
        var common = new CommonOptions();
        var threads = new Option<int>("--threads")
        {
            Description = "Most threads of a gradient step.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        }.AtLeast(1);
        Option<double> seconds = Seconds(5);
        var command = new Command(
            "train", "Gradient steps per second at robomimic's size (2 x 400 units) and at the demo's.\n\nExample:  igen bench train --json");
        foreach (Option option in (Option[])[common.Task, threads, seconds])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(threads);
            using SimulatedTask task = TaskCatalog.Find(parsed.GetValue(common.Task)!).Open();
            return Report(reporter, LearningBench.Train(task.Spec, reporter, parsed.GetValue(seconds), count, cancellation));
        });
    }

    private static Option<double> Seconds(double value) =>
        new Option<double>("--seconds")
        {
            Description = "Measured seconds per figure.",
            DefaultValueFactory = _ => value,
        }.Within(0.01, 3600, "s");

    private sealed class ScratchFolder : IDisposable
    {
        public ScratchFolder(string? parent)
        {
            if (parent is not null)
                Directory.CreateDirectory(parent);
            Path = Directory.CreateDirectory(
                System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"igen-bench-{Environment.ProcessId}")).FullName;
        }

        public string Path { get; }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
