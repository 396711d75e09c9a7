using IntervenGen.Episodes;
using IntervenGen.Episodes.LeRobot;

namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>igen dataset export|import</c>: robomimic's HDF5 and LeRobot's datasets, out and in.</summary>
internal static class DatasetExchangeCommands
{
    public static Command Export()
    {
        Argument<string> folder = new("dataset") { Description = "Dataset folder." };
        var format = NewOption.Of<string>("--format", "Format: robomimic (HDF5, one file) or lerobot (a folder).", "robomimic");
        var version = NewOption.Of<string>("--lerobot-version", "Version of LeRobot's format: 3.0, or 2.1 for lerobot up to 0.3.3.", "3.0");
        var instruction = NewOption.Of<string?>("--instruction", "The task in words, for LeRobot; without it, the task's description.");
        var output = NewOption.Required<string>("--out", "The file or folder.");
        var filter = NewOption.Of<ExportFilter>(
            "--filter",
            "All (every stored episode; imports back with an equal digest), Success (kept ones), or Recovery (each recovery as " +
            "its own episode, without the mistake).");
        var valid = NewOption.Of<double>(
            "--valid-fraction", "Fraction of the episodes in mask/valid, or in LeRobot's split val; 0 for none.").Within(0, 1);
        var cameras = NewOption.Of<string?>(
            "--cameras", "Cameras whose pictures go along (of 'igen dataset render'), or none; all without it.");
        var pictures = NewOption.Of<LeRobotPictures>("--pictures", "LeRobot's pictures: Auto, Av1, H264 (films by ffmpeg) or Png.");
        var model = new ModelOptions("The model of a dataset that was made with another one than the task's.");
        var command = new Command(
            "export",
            "Write a dataset as the HDF5 file that robomimic's training script loads, with MimicGen's datagen_info and intervention " +
            "labels, or (--format lerobot) as a dataset of LeRobot.\n\n" +
            "Example:  igen dataset export igen.igen --out igen.hdf5 --filter recovery --valid-fraction 0.1");
        command.With(folder);
        Option<bool> overwrite = NewOption.Overwrite();
        command.With(format, version, output, overwrite, filter, valid, instruction, cameras, pictures);
        model.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var request = new ExportRequest
            {
                Dataset = parsed.GetValue(folder)!,
                Out = parsed.GetValue(output)!,
                Overwrite = parsed.GetValue(overwrite),
                Format = ExportFormats.Parse(parsed.GetValue(format)!),
                LeRobotVersion = LeRobotVersions.Parse(parsed.GetValue(version)!),
                Instruction = parsed.GetValue(instruction),
                Filter = parsed.GetValue(filter),
                ValidFraction = parsed.GetValue(valid),
                Cameras = DatasetPictures.Chosen(parsed.GetValue(cameras)),
                PictureFormat = parsed.GetValue(pictures),
                Model = model.Of(parsed),
            };
            ExportResult result = DatasetExchange.Export(request, reporter.Progress, cancellation);
            reporter.Result(result.Describe());
            if (result.Note is { } note)
                reporter.Say($"igen: {note}");
            reporter.Json(result.ToJson());
        }, Stopping.LeavesNothing);
    }

    public static Command Import()
    {
        Argument<string> file = new("file") { Description = "HDF5 file of robomimic, MimicGen or Isaac Lab, or folder of LeRobot." };
        var common = new CommonOptions();
        var label = NewOption.Of<string?>("--operator", "Who demonstrated: human (the default) or scripted.");
        var objects = new Option<string[]>("--object")
        {
            Description = "OURS=THEIRS: the file's name for an object of the task. May be repeated.",
            Arity = ArgumentArity.OneOrMore,
        };
        var rename = new Option<string[]>("--rename")
        {
            Description = "THEIRS=OURS: an observation with another name in the file. May be repeated.",
            Arity = ArgumentArity.OneOrMore,
        };
        var filterKey = NewOption.Of<string?>("--filter-key", "Import only the demonstrations of this mask (robomimic's filter key).");
        Option<string[]> demos = NewOption.Several<string>(
            "--demo", "Import only this demonstration, such as demo_3. May be repeated.");
        var start = NewOption.Of<string?>("--start-after", "Skip the steps before this subtask signal of the file becomes 1.");
        var command = new Command(
            "import",
            "Import demonstrations of robomimic, MimicGen, Isaac Lab (with datagen_info) or LeRobot (with poses) as sources; a " +
            "re-imported export has an equal digest.\n\n" +
            "Example:  igen dataset import square.hdf5 --task nut-insertion --start-after grasp --out sources.igen");
        command.With(file, common.Task, common.Robot, common.Out, label, objects, rename, filterKey, demos, start);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var request = new ImportRequest
            {
                File = parsed.GetValue(file)!,
                Task = parsed.GetValue(common.Task)!,
                Robot = parsed.GetValue(common.Robot),
                Out = parsed.GetValue(common.Out)!,
                Operator = parsed.GetValue(label) is null or "human" or "scripted"
                    ? parsed.GetValue(label)
                    : throw new UsageException($"--operator is '{parsed.GetValue(label)}'; it must be human or scripted"),
                Objects = parsed.GetValue(objects) ?? [],
                Observations = parsed.GetValue(rename) ?? [],
                FilterKey = parsed.GetValue(filterKey),
                Demonstrations = parsed.GetValue(demos) ?? [],
                StartAfter = parsed.GetValue(start),
            };
            DatasetImport result = DatasetExchange.Import(request, cancellation);
            foreach (string note in result.Unmapped)
                reporter.Say($"  note: {note}");
            string exact = result.IsExact ? ", equal to what was exported" : "";
            reporter.Result($"{result.Episodes} episodes, {result.Steps} steps in '{request.Out}'{exact}");
            reporter.Show([$"digest {result.Digest}"], StoreJson.Of(result, request.Out));
        }, Stopping.LeavesNothing);
    }
}
