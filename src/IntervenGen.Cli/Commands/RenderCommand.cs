using System.CommandLine;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Workflows;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen render</c>: a stored episode as a film or as pictures, without a display.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "Dataset folder." };
        // Which episodes and steps there are is said once the dataset is open.
        var episode = new Option<int>("--episode") { Description = "Index of the episode." }.Within(int.MinValue, int.MaxValue);
        var output = new Option<string>("--out") { Description = "FILE.mp4, a folder for PNG frames, or FILE.png for one --step.", Required = true };
        var step = new Option<int?>("--step")
        {
            Description = "One step alone, as FILE.png; below 0 counts from the end.",
        }.Within(int.MinValue, int.MaxValue);
        var width = new Option<int>("--width") { Description = "Pixels across.", DefaultValueFactory = _ => 640 }.Within(1, 8192, "px");
        var height = new Option<int>("--height") { Description = "Pixels down.", DefaultValueFactory = _ => 480 }.Within(1, 8192, "px");
        var model = new ModelOptions("MJCF file the dataset was made with, if not the task's own.");
        var command = new Command(
            "render",
            "Draw an episode off-screen. Path: red policy, yellow interpolation, green replay, blue operator; the ghost is the wrong belief.\n\n" +
            "Example:  igen render igen.igen --episode 0 --out episode.mp4");
        command.Arguments.Add(dataset);
        Option<bool> overwrite = Outputs.OverwriteOption();
        foreach (Option option in (Option[])[episode, output, overwrite, step, width, height])
            command.Options.Add(option);
        model.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(dataset)!);
            int index = parsed.GetValue(episode);
            EpisodeReplayer.RequireEpisode(store, index);
            string path = parsed.GetValue(output)!;
            int across = parsed.GetValue(width), down = parsed.GetValue(height);
            if (EpisodeRenderer.IsFilm(path) && (across % 2 != 0 || down % 2 != 0))
                throw new UsageException($"a picture of {across} x {down} cannot be filmed; both must be even");
            bool one = path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
            if (one != parsed.GetValue(step) is not null)
                throw new UsageException(one ? $"'{path}' is one picture; say which with --step" : $"--step draws one picture, and '{path}' does not end in .png");
            if (one || EpisodeRenderer.IsFilm(path))
                OutputFile.Check(path, parsed.GetValue(overwrite));
            using var renderer = new EpisodeRenderer(store, model.Of(parsed), across, down);
            EpisodeBuffer steps = store.Read(index);
            FiniteSteps.Require(steps, store.Describe(index));
            if (parsed.GetValue(step) is { } wanted)
            {
                int at = wanted < 0 ? steps.Count + wanted : wanted;
                if (at < 0 || at >= steps.Count)
                    throw new UsageException($"--step is {wanted}; episode {index} has steps 0 to {steps.Count - 1}");
                renderer.Save(steps, at, path, parsed.GetValue(overwrite));
                reporter.Result($"step {at} of episode {index} in '{path}'");
                reporter.Json(new JsonObject { ["out"] = path, ["frames"] = 1, ["episode"] = index, ["step"] = at });
                return Invocation.Done;
            }

            int frames = reporter.Track("rendering", steps.Count, update => renderer.Render(
                steps, path, parsed.GetValue(overwrite), store.Manifest.ControlPeriod, done => update(done, $"{done} frames"), cancellation));
            reporter.Result($"{frames} frames in '{path}'");
            reporter.Json(new JsonObject { ["out"] = path, ["frames"] = frames, ["episode"] = index });
            return Invocation.Done;
        }, Stopping.LeavesNothing);
    }
}
