using System.CommandLine;
using System.Text.Json.Nodes;
using IntervenGen.Episodes;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen replay</c>: does a stored episode happen again?</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "Dataset folder." };
        // Which episodes there are is said once the dataset is open.
        var episode = new Option<int?>("--episode")
        {
            Description = "Index of one episode; all of them otherwise.",
        }.Within(int.MinValue, int.MaxValue);
        var model = new ModelOptions("MJCF file the dataset was made with, if not the task's own.");
        var command = new Command(
            "replay",
            "Simulate stored episodes again from their first state with their recorded actions, and compare every state bit for bit.\n\n" +
            "Example:  igen replay igen.igen --episode 3");
        command.Arguments.Add(dataset);
        command.Options.Add(episode);
        model.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(dataset)!);
            using var replayer = new EpisodeReplayer(store, model.Of(parsed));
            int first = 0, count = store.Count;
            if (parsed.GetValue(episode) is { } chosen)
            {
                EpisodeReplayer.RequireEpisode(store, chosen);
                (first, count) = (chosen, 1);
            }

            int exact = 0;
            var different = new JsonArray();
            reporter.Track("replaying", count, update =>
            {
                for (int index = first; index < first + count; index++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    ReplayComparison comparison = replayer.Replay(index);
                    exact += comparison.IsExact ? 1 : 0;
                    if (!comparison.IsExact)
                    {
                        reporter.Result($"episode {index}: differs from step {comparison.FirstDifference} on, by up to {comparison.LargestDeviation:g3}; it {(comparison.Succeeds ? "still succeeds" : "no longer succeeds")}");
                        different.Add(new JsonObject
                        {
                            ["episode"] = index,
                            ["first_step"] = comparison.FirstDifference,
                            ["largest_deviation"] = double.IsFinite(comparison.LargestDeviation) ? comparison.LargestDeviation : null,
                            ["succeeds"] = comparison.Succeeds,
                        });
                    }

                    update(index - first + 1, $"{exact} of {index - first + 1} exact");
                }

                return true;
            });
            reporter.Result($"{exact} of {count} episodes reproduce bit for bit");
            // Two machines or two releases may well differ: said in one line, so that nobody hunts for another reason.
            if (exact < count && store.Manifest.Versions != Workspace.Versions)
                reporter.Say($"igen: recorded with {store.Manifest.Versions.Describe()}; this is {Workspace.Versions.Describe()}");
            else if (exact < count)
                reporter.Say($"igen: recorded with just what runs here, {Workspace.Versions.Describe()}: these steps are not as they were simulated");
            reporter.Json(new JsonObject
            {
                ["dataset"] = store.Folder,
                ["episodes"] = count,
                ["exact"] = exact,
                ["different"] = different,
                ["mujoco"] = Workspace.Versions.MuJoCo,
                ["arithmetic"] = Workspace.Versions.Arithmetic,
                ["recorded_with"] = store.Manifest.Versions.MuJoCo,
                ["recorded_arithmetic"] = store.Manifest.Versions.Arithmetic,
            });
            return exact == count ? Invocation.Done : Invocation.Failed;
        });
    }
}
