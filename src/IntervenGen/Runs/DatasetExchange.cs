using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.LeRobot;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>Exports datasets to other frameworks' files, and imports them. Any thread; one dataset at a time.</summary>
public static class DatasetExchange
{
    /// <summary>Writes a dataset for another framework: an HDF5 file for robomimic's training script, with MimicGen's
    /// <c>datagen_info</c>, or a dataset of LeRobot.</summary>
    /// <param name="request">The dataset, and which of its episodes.</param>
    /// <param name="progress">Receives the number of episodes written; null for no reports.</param>
    /// <param name="cancellation">Stops between episodes; nothing is left behind.</param>
    /// <exception cref="UsageException">The result already exists, or the dataset was made with another model.</exception>
    public static ExportResult Export(
        ExportRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckPlace(request);
        using EpisodeStore store = EpisodeStore.Open(request.Dataset);
        using var pictures = new StoredPictures(store, request.Cameras);
        return request.Format == ExportFormat.Lerobot
            ? ToLeRobot(store, pictures, request, new RunMonitor(progress), cancellation)
            : ToRobomimic(store, pictures, request, new RunMonitor(progress), cancellation);
    }

    /// <summary>Rejects a result whose path is taken, before any work.</summary>
    /// <exception cref="UsageException">The path is taken and may not be replaced.</exception>
    public static void CheckPlace(ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Format == ExportFormat.Lerobot)
            LeRobotWriter.RequireFree(request.Out, request.Overwrite);
        else
            OutputFile.Check(request.Out, request.Overwrite);
    }

    private static ExportResult ToRobomimic(
        EpisodeStore store, StoredPictures pictures, ExportRequest request, RunMonitor monitor, CancellationToken cancellation)
    {
        // Of a foreign import there is nothing to simulate: its model and last observation stay unsaid.
        using EpisodeReplayer? replayer = EpisodeReplayer.HasForeignStates(store) ? null : new EpisodeReplayer(store, request.Model);
        string? other = replayer is null ? null : OtherPhysics.Than(store.Manifest.Versions);
        var options = new RobomimicExportOptions
        {
            Overwrite = request.Overwrite,
            Filter = request.Filter,
            ValidFraction = request.ValidFraction,
            Pictures = pictures.Sets,
            ModelXml = replayer?.Task.Xml ?? "",
            LastObservation = replayer is null ? null : new SimulatedLastObservation(replayer),
            LastObservationBy = other is null ? "" : $"MuJoCo {Workspace.Versions.MuJoCo}",
        };
        var clock = Stopwatch.StartNew();
        RobomimicExport written = monitor.Track("exporting", store.Count, update => RobomimicWriter.Write(
            store, request.Out, options, done => update(done, $"{done} of {store.Count} episodes"), cancellation));
        return new ExportResult(
            request.Out, written.Demonstrations, written.Episodes, written.Steps, written.Bytes, clock.Elapsed.TotalSeconds,
            Process.GetCurrentProcess().PeakWorkingSet64)
        {
            Note = other is null ? null : $"{other}: the last next_obs of every demonstration is computed by the one here",
        };
    }

    private static ExportResult ToLeRobot(
        EpisodeStore store, StoredPictures pictures, ExportRequest request, RunMonitor monitor, CancellationToken cancellation)
    {
        var options = new LeRobotExportOptions
        {
            Overwrite = request.Overwrite,
            Filter = request.Filter,
            ValidFraction = request.ValidFraction,
            Pictures = pictures.Sets,
            PictureFormat = request.PictureFormat,
            Version = request.LeRobotVersion,
            Instruction = request.Instruction ?? InWords(store.Manifest),
        };
        var clock = Stopwatch.StartNew();
        LeRobotExport written = monitor.Track("exporting", store.Count, update => LeRobotWriter.Write(
            store, request.Out, options, done => update(done, $"{done} of {store.Count} episodes"), cancellation));
        return new ExportResult(
            request.Out, written.Episodes, written.SourceEpisodes, written.Steps, written.Bytes, clock.Elapsed.TotalSeconds,
            Process.GetCurrentProcess().PeakWorkingSet64);
    }

    // What the task's description says before its numbers: "Put a pod into a machine (10 x 10 cm region)." Empty where it is gone.
    private static string InWords(StoreManifest manifest)
    {
        try
        {
            using SimulatedTask task = TaskCatalog.Find(InputTask.Of(manifest)).Open();
            return task.Spec.Summary.Split('(')[0].Trim().TrimEnd('.');
        }
        catch (UsageException)
        {
            return "";
        }
    }

    /// <summary>Imports demonstrations of robomimic, MimicGen, Isaac Lab or LeRobot as sources; re-importing an own export gives an equal
    /// digest.</summary>
    /// <param name="request">The file or folder, and the task it is for.</param>
    /// <param name="cancellation">Stops between demonstrations; no dataset is left behind.</param>
    /// <exception cref="UsageException">An option names something that the task does not have.</exception>
    /// <exception cref="EpisodeFormatException">The file cannot be interpreted; every fault is reported.</exception>
    public static DatasetImport Import(ImportRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using SimulatedTask task = Workspace.OpenTask(TaskCatalog.Find(request.Task), null, Observability.Full, request.Robot);
        var options = new DatasetImportOptions
        {
            Operator = request.Operator,
            Objects = Distinct("--object", request.Objects.Select(text => Pair(text, task.Spec))),
            Observations = Distinct("--rename", request.Observations.Select(text => Renamed(text, task.Spec))),
            FilterKey = request.FilterKey,
            Demonstrations = [.. request.Demonstrations],
            StartAfter = request.StartAfter,
        };
        if (LeRobotReader.Is(request.File))
            return LeRobotReader.Import(request.File, task.Spec, request.Out, Workspace.Versions, options, cancellation);
        return RobomimicReader.Import(request.File, task.Spec, request.Out, Workspace.Versions, options, cancellation);
    }

    private static Dictionary<string, string> Distinct(string option, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string ours, string theirs) in pairs)
        {
            if (theirs.Length == 0)
                throw new UsageException($"{option} names nothing for '{ours}'");
            if (!taken.TryAdd(ours, theirs))
                throw new UsageException($"{option} names '{ours}' twice: as '{taken[ours]}' and as '{theirs}'");
        }

        return taken;
    }

    private static KeyValuePair<string, string> Renamed(string text, TaskSpec spec)
    {
        string[] sides = text.Split('=', 2);
        if (sides.Length != 2)
            throw new UsageException($"--rename '{text}' must be THEIRS=OURS");
        return spec.Observations.Any(field => field.Name == sides[1]) || DatasetImportOptions.OtherNames.Contains(sides[1])
            ? new KeyValuePair<string, string>(sides[1], sides[0])
            : throw new UsageException(
                $"--rename '{text}': task '{spec.Name}' observes {string.Join(", ", spec.Observations.Select(field => field.Name))}; " +
                $"of LeRobot also {string.Join(", ", DatasetImportOptions.OtherNames)}");
    }

    private static KeyValuePair<string, string> Pair(string text, TaskSpec spec)
    {
        string[] sides = text.Split('=', 2);
        if (sides.Length != 2)
            throw new UsageException($"--object '{text}' must be OURS=THEIRS");
        return spec.Objects.Contains(sides[0])
            ? new KeyValuePair<string, string>(sides[0], sides[1])
            : throw new UsageException($"--object '{text}': task '{spec.Name}' has the objects {string.Join(", ", spec.Objects)}");
    }
}
