namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>igen dataset render</c>: pictures for a dataset, from its states.</summary>
internal static class DatasetRenderCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("dataset") { Description = "Dataset folder; pictures go into its folder 'pictures'." };
        var cameras = NewOption.Required<string>(
            "--cameras", "Names, separated by commas: agentview, frontview, sideview, birdview, eye_in_hand, or of task and scene.");
        var kinds = NewOption.Of<string>("--kinds", "rgb, depth, segmentation, separated by commas.", "rgb");
        var width = NewOption.Of<int>("--width", "Width in pixels.", 84).Within(1, 4096, "px");
        var height = NewOption.Of<int>("--height", "Height in pixels.", 84).Within(1, 4096, "px");
        var workers = NewOption.Of<int?>("--workers", "Episodes drawn at a time; as many as there are cores without it.").Within(1, 256);
        var device = NewOption.Of<int?>("--device-index", "Index of the graphics device; IGEN_RENDER_DEVICE without it.").Within(0, 63);
        var model = new ModelOptions("MJCF file the dataset was made with, if not the task's own.");
        var command = new Command(
            "render",
            "Add pictures to a dataset by restoring its states. What was stopped goes on, to the same bytes.\n\nExample:  igen " +
            "dataset render igen.igen --cameras agentview,eye_in_hand");
        Option<bool> overwrite = NewOption.Overwrite();
        model.AddTo(command.With(folder, cameras, kinds, width, height, workers, device, overwrite));
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var request = new DatasetRenderRequest
            {
                Dataset = parsed.GetValue(folder)!,
                Cameras = DatasetPictures.Names(parsed.GetValue(cameras)!),
                Kinds = DatasetPictures.Kinds(parsed.GetValue(kinds)!),
                Width = parsed.GetValue(width),
                Height = parsed.GetValue(height),
                Workers = parsed.GetValue(workers),
                Device = parsed.GetValue(device),
                Model = model.Of(parsed),
                Overwrite = parsed.GetValue(overwrite),
            };
            DatasetRenderResult result = DatasetPictures.Render(request, reporter.Progress, cancellation);
            reporter.Show([result.Text], result.ToJson());
        }, Stopping.Resumes);
    }
}
