using IntervenGen.Interop;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Cli.Commands.Machine;

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
        command.With(hidden, rounds);
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
            return Report(reporter, LadderBench.Run(
                workspace, reporter.Monitor, parsed.GetValue(common.Seed), sizes, policy, folder.Path, cancellation));
        });
    }

    private static Command Generate()
    {
        var common = new CommonOptions();
        var source = NewOption.Of<string?>("--source", "Source interventions; without it, ten are collected first.");
        var policy = NewOption.Of<string?>(
            "--policy", "Checkpoint whose mistakes are corrected; without it, a small one is trained first.");
        Option<int> episodes = Count("--episodes", "Interventions to keep.", 100);
        Option<int> steps = Count("--gradient-steps", "Gradient steps of the small policy.", 500);
        Command command = common.AddTo(new Command(
            "generate",
            "Attempts and kept interventions per second of the whole chain: policy, physics, replay, filter, store.\n\n" +
            "Example:  igen bench generate --task nut-insertion --json"));
        common.AddInferenceTo(command);
        command.With(source, policy, episodes, steps);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes), gradient = parsed.GetValue(steps);
            using Workspace workspace = common.Open(parsed);
            using var folder = new ScratchFolder(null);
            var bench = new GenerateBench(workspace, reporter.Monitor, parsed.GetValue(common.Seed), folder.Path, cancellation);
            return Report(reporter, bench.Run(parsed.GetValue(source), parsed.GetValue(policy), count, gradient));
        });
    }

    private static Command Store()
    {
        var common = new CommonOptions();
        var folder = NewOption.Of<string?>("--folder", "Folder on the file system to measure; without it, the system's temporary folder.");
        Option<int> episodes = Count("--episodes", "Episodes of 300 steps per round.", 500);
        Option<int> rounds = Count("--rounds", "Rounds, of which the median counts.", 5);
        var command = new Command(
            "store", "MB/s into and out of the episode store, against a plain copy into a memory-mapped file.\n\nExample:  igen " +
            "bench store --json");
        command.With(common.Task, folder, episodes, rounds);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes), times = parsed.GetValue(rounds);
            using SimulatedTask task = TaskCatalog.Find(parsed.GetValue(common.Task)!).Open();
            using var scratch = new ScratchFolder(parsed.GetValue(folder));
            return Report(reporter, StoreBench.Run(task.Spec, reporter.Monitor, scratch.Path, count, times, cancellation));
        });
    }

    private static Command Infer()
    {
        var common = new CommonOptions();
        Option<int> hidden = Count("--hidden", "LSTM units per layer.", PolicyConfig.Demo.Hidden);
        Option<double> seconds = Seconds(2);
        var command = new Command(
            "infer", "Policy rows per second on one thread, at batch 1, 64, 256 and 1024.\n\nExample:  igen bench infer --json");
        command.With(common.Task, hidden, seconds);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int units = parsed.GetValue(hidden);
            using SimulatedTask task = TaskCatalog.Find(parsed.GetValue(common.Task)!).Open();
            return Report(reporter, LearningBench.Infer(task.Spec, reporter.Monitor, parsed.GetValue(seconds), units, cancellation));
        });
    }

    private static Command Train()
    {
        var common = new CommonOptions();
        var threads = NewOption.Of<int>("--threads", "Largest number of training threads.", Allocation.Current.Count).AtLeast(1);
        Option<double> seconds = Seconds(5);
        var command = new Command(
            "train", "Gradient steps per second at robomimic's size (2 x 400 units) and at the demo's.\n\nExample:  igen bench train " +
            "--json");
        command.With(common.Task, threads, seconds);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(threads);
            using SimulatedTask task = TaskCatalog.Find(parsed.GetValue(common.Task)!).Open();
            return Report(reporter, LearningBench.Train(task.Spec, reporter.Monitor, parsed.GetValue(seconds), count, cancellation));
        });
    }

    private static Option<double> Seconds(double value) =>
        NewOption.Of<double>("--seconds", "Duration of each measurement, seconds.", value).Within(0.01, 3600, "s");
}
