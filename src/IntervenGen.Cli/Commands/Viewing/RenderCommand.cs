namespace IntervenGen.Cli.Commands.Viewing;

/// <summary><c>igen render</c>: a stored episode as a film or as pictures, without a display.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "Dataset folder." };
        // Which episodes and steps there are is said once the dataset is open.
        var episode = NewOption.Of<int>("--episode", "Index of the episode.").Within(int.MinValue, int.MaxValue);
        var output = NewOption.Required<string>("--out", "FILE.mp4, FILE.gif, a folder for PNG frames, or FILE.png for one --step.");
        var step = NewOption.Of<int?>(
            "--step", "Render only this step, as FILE.png; negative numbers count from the end.").Within(int.MinValue, int.MaxValue);
        var width = NewOption.Of<int>("--width", "Width in pixels.", 640).Within(1, 8192, "px");
        var height = NewOption.Of<int>("--height", "Height in pixels.", 480).Within(1, 8192, "px");
        var grid = NewOption.Of<string?>("--grid", "ROWSxCOLUMNS, such as 4x4: so many episodes at once, from --episode on.");
        var inset = NewOption.Of<string?>("--inset", "Camera whose picture is shown in the corner, such as eye_in_hand.");
        var plain = NewOption.Of<bool>("--no-captions", "Leave out the words that say who drives and what the robot believes.");
        var model = new ModelOptions("MJCF file the dataset was made with, if not the task's own.");
        var command = new Command(
            "render",
            "Render an episode off-screen. Path: red policy, yellow interpolation, green replay, blue operator; the ghost is the wrong " +
            "belief.\n\n" +
            "Example:  igen render igen.igen --episode 0 --out episode.mp4");
        Option<bool> overwrite = NewOption.Overwrite();
        command.With(dataset, episode, output, overwrite, step, width, height, grid, inset, plain);
        model.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var request = new RenderRequest
            {
                Dataset = parsed.GetValue(dataset)!,
                Episode = parsed.GetValue(episode),
                Out = parsed.GetValue(output)!,
                Step = parsed.GetValue(step),
                Width = parsed.GetValue(width),
                Height = parsed.GetValue(height),
                Grid = parsed.GetValue(grid) is { } size ? FilmGrid.Parse(size) : FilmGrid.One,
                Inset = parsed.GetValue(inset),
                Captions = !parsed.GetValue(plain),
                Model = model.Of(parsed),
                Overwrite = parsed.GetValue(overwrite),
            };
            RenderResult result = RenderRun.Render(request, reporter.Monitor, cancellation);
            reporter.Result(result.Step is { } at
                ? $"step {at} of episode {request.Episode} in '{request.Out}'"
                : $"{result.Frames} frames in '{request.Out}'");
            reporter.Json(result.ToJson());
        }, Stopping.LeavesNothing);
    }
}
