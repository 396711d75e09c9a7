using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Writes a store as a dataset of LeRobot, a folder that its training script loads.</summary>
/// <remarks>A few episodes are in memory at a time, however many there are.</remarks>
public static class LeRobotWriter
{
    /// <summary>Writes the folder. It appears when it is whole; until then it has another name.</summary>
    /// <param name="store">What to export.</param>
    /// <param name="folder">The folder; one that holds something is refused, unless the options say otherwise.</param>
    /// <param name="options">Which steps, in which version.</param>
    /// <param name="progress">Called after every stored episode with the number of episodes read.</param>
    /// <param name="cancellation">Stops between episodes; no folder is left.</param>
    /// <exception cref="UsageException">Nothing in the store passes the filter, or its control rate is no whole number.</exception>
    /// <exception cref="IntervenGenException">A file cannot be written.</exception>
    public static LeRobotExport Write(
        EpisodeStore store, string folder, LeRobotExportOptions options, Action<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        _ = options.Validated();
        EpisodeStore.RequireOutside(folder);
        RequireFree(folder, options.Overwrite);
        using OutputFolder output = OutputFolder.Create(folder, options.Overwrite);
        int fps = FramesPerSecond(store);
        var cameras = new List<CameraTrack>();
        try
        {
            foreach (IEpisodePictures pictures in options.Pictures)
                cameras.Add(new CameraTrack(pictures, options, output.Unfinished, fps));
            var plan = new LeRobotPlan(
                output.Unfinished, EpisodeColumns.Of(store.Manifest), cameras, fps, Instruction(store, options),
                (string?)store.Manifest.Config["robot"] ?? TaskSpec.DefaultRobot);
            LeRobotExport result = Write(store, plan, options, progress, cancellation);
            long bytes = new DirectoryInfo(output.Unfinished).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            output.Complete();
            return result with { Bytes = bytes };
        }
        catch (IOException exception)
        {
            throw new IntervenGenException($"'{folder}' cannot be written: {exception.Message}", exception);
        }
        finally
        {
            foreach (CameraTrack camera in cameras)
                camera.Dispose();
        }
    }

    private static LeRobotExport Write(
        EpisodeStore store, LeRobotPlan plan, LeRobotExportOptions options, Action<int>? progress, CancellationToken cancellation)
    {
        using LeRobotLayout layout = options.Version == LeRobotVersion.V30 ? new LayoutV30(plan) : new LayoutV21(plan);
        var pass = new ExportPass(store, plan, layout, options);
        LeRobotExport result = pass.Run(progress, cancellation);
        if (result.Episodes == 0)
            throw new UsageException($"'{store.Folder}' has {store.Count} episodes and none passes the filter '{options.Filter}'");
        OwnFiles.Write(plan, store, options, pass.Rows);
        DatasetCard.Write(plan, store.Manifest, result);
        return result;
    }

    /// <summary>Rejects a folder that is taken: only a dataset of LeRobot is replaced, and only when asked for.</summary>
    /// <exception cref="UsageException">It holds something.</exception>
    public static void RequireFree(string folder, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (File.Exists(folder))
            throw new UsageException($"'{folder}' is a file; a dataset of LeRobot is a folder");
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
            return;
        if (!overwrite)
            throw new UsageException($"'{folder}' is there already; add --overwrite to replace it, or choose another name");
        if (!File.Exists(Path.Combine(folder, LeRobotNames.Info)))
            throw new UsageException($"'{folder}' holds something else than a LeRobot dataset, and is not replaced by one");
    }

    private static int FramesPerSecond(EpisodeStore store)
    {
        double rate = 1 / store.Manifest.ControlPeriod;
        int fps = (int)Math.Round(rate);
        return fps > 0 && Math.Abs(rate - fps) < 1e-6 ? fps : throw new UsageException(FormattableString.Invariant(
            $"'{store.Folder}' has {rate:0.###} steps a second, and LeRobot's fps is a whole number"));
    }

    private static string Instruction(EpisodeStore store, LeRobotExportOptions options) =>
        options.Instruction.Length > 0 ? options.Instruction : store.Manifest.Task.Replace('-', ' ');
}
