using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Interop.Hdf5;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Writes a store as an HDF5 file that robomimic and MimicGen read.</summary>
/// <remarks>A few episodes are in memory at a time, however many there are.</remarks>
public static class RobomimicWriter
{
    /// <summary>Writes the file. It appears when it is whole; until then it has another name.</summary>
    /// <param name="store">What to export.</param>
    /// <param name="path">The file; one that is there is refused, unless the options say otherwise.</param>
    /// <param name="options">Which steps, and what else is known.</param>
    /// <param name="progress">Called after every episode with the number of episodes read.</param>
    /// <param name="cancellation">Stops between episodes; no file is left.</param>
    /// <exception cref="UsageException">Nothing in the store passes the filter.</exception>
    /// <exception cref="NativeException">The file cannot be written.</exception>
    public static RobomimicExport Write(
        EpisodeStore store, string path, RobomimicExportOptions options, Action<int>? progress =
            null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        _ = options.Validated();
        EpisodeStore.RequireOutside(path);
        using OutputFile output = OutputFile.Create(path, options.Overwrite);
        RobomimicExport result;
        using (Hdf5File file = Hdf5File.Create(output.Unfinished))
        {
            result = Write(file, store, options, progress, cancellation);
            if (result.Demonstrations == 0)
                throw new UsageException($"'{store.Folder}' has {store.Count} episodes and none passes the filter '{options.Filter}'");
            file.Complete();
        }

        ReadBack(output.Unfinished, result);
        output.Complete();
        return result with { Bytes = new FileInfo(path).Length };
    }

    private static RobomimicExport Write(
        Hdf5File file, EpisodeStore store, RobomimicExportOptions options, Action<int>? progress, CancellationToken cancellation)
    {
        var ranges = new List<(int First, int End)>();
        using var ahead = new EpisodeReadAhead(store, options.LastObservation);
        List<string> train = [], valid = [], kept = [], failed = [];
        int demos = 0, episodes = 0;
        long steps = 0;
        using Hdf5Group data = file.Root.CreateGroup(RobomimicNames.Data);
        var writer = new DemonstrationWriter(data, store.Manifest, options, ahead.LongestEpisode);
        bool[] isValid = ExportSelection.Validation(store, options.ValidFraction);
        for (int episode = 0; episode < store.Count; episode++)
        {
            cancellation.ThrowIfCancellationRequested();
            EpisodeSummary summary = store.Summary(episode);
            PreparedEpisode prepared = ahead.Take();
            ExportSelection.Ranges(prepared.Steps, summary, options.Filter, ranges);
            foreach ((int first, int end) in ranges)
            {
                string demo = $"demo_{demos++}";
                writer.Write(demo, prepared, episode, summary, first, end);
                steps += end - first;
                bool isKept = summary.Reason == AttemptReason.Kept;
                (isKept ? kept : failed).Add(demo);
                // What failed is to be looked at, not to be learned from.
                if (isKept)
                    (isValid[episode] ? valid : train).Add(demo);
            }

            ahead.GiveBack(prepared);
            episodes += ranges.Count > 0 ? 1 : 0;
            progress?.Invoke(episode + 1);
        }

        data.SetAttribute(RobomimicNames.Total, steps);
        data.SetAttribute(RobomimicNames.EnvironmentArguments, Environment(store.Manifest, options.Pictures));
        using (Hdf5Group mask = file.Root.CreateGroup(RobomimicNames.Mask))
        {
            if (options.ValidFraction > 0)
            {
                if (train.Count == 0 || valid.Count == 0)
                    throw new UsageException(
                        $"'{store.Folder}': {train.Count} demonstrations to train on and {valid.Count} to validate pass the filter " +
                        $"'{options.Filter}'; both need at least one");
                mask.WriteStrings("train", train);
                mask.WriteStrings("valid", valid);
            }

            if (failed.Count > 0)
            {
                mask.WriteStrings("success", kept);
                mask.WriteStrings("failure", failed);
            }
        }

        WriteOwn(file, store, options);
        return new RobomimicExport(demos, episodes, steps, 0);
    }

    private static string Environment(StoreManifest manifest, IReadOnlyList<IEpisodePictures> cameras)
    {
        JsonObject environment = RobosuiteEnvironment.Metadata(
            manifest.Task, manifest.Versions.IntervenGen, manifest.ControlPeriod, manifest.ActionSize, (string?)manifest.Config["robot"]);
        if (cameras.Count > 0 && environment["env_kwargs"] is JsonObject arguments)
        {
            arguments["use_camera_obs"] = true;
            arguments["camera_names"] = new JsonArray([.. cameras.Select(camera => (JsonNode)camera.Camera)]);
            arguments["camera_heights"] = new JsonArray([.. cameras.Select(camera => (JsonNode)camera.Height)]);
            arguments["camera_widths"] = new JsonArray([.. cameras.Select(camera => (JsonNode)camera.Width)]);
        }

        return environment.ToJsonString();
    }

    // The library has said that all is written; the file itself must say so as well before it gets its name.
    private static void ReadBack(string path, RobomimicExport written)
    {
        using Hdf5Reader file = Hdf5Reader.Open(path);
        Hdf5ReaderGroup data = file.Root.OpenGroup(RobomimicNames.Data);
        long? steps = data.TryReadInteger(RobomimicNames.Total);
        int demonstrations = data.Names().Count;
        if (steps != written.Steps || demonstrations != written.Demonstrations)
        {
            throw new IntervenGenException(
                $"'{path}' holds {demonstrations} demonstrations of {steps} steps, and {written.Demonstrations} of {written.Steps} were " +
                "written");
        }
    }

    // What the run was, and the attempts that left no steps: with them an import has the digest of the original.
    private static void WriteOwn(Hdf5File file, EpisodeStore store, RobomimicExportOptions options)
    {
        using Hdf5Group own = file.Root.CreateGroup(RobomimicNames.Own);
        own.SetAttribute(RobomimicNames.Version, 1);
        own.SetAttribute(RobomimicNames.Manifest, Encoding.UTF8.GetString(store.Manifest.ToJson()));
        if (options.LastObservationBy.Length > 0)
            own.SetAttribute(RobomimicNames.LastObservationBy, options.LastObservationBy);
        if (options.Filter != ExportFilter.All)
            return;
        var rows = new List<AttemptRow>();
        for (int attempt = 0, episode = 0; attempt < store.AttemptCount; attempt++)
        {
            EpisodeSummary summary = store.Attempt(attempt);
            bool hasSteps = episode < store.Count && store.Summary(episode).Attempt == summary.Attempt;
            rows.Add(new AttemptRow(summary, hasSteps ? store.StepsOf(episode) : null));
            episode += hasSteps ? 1 : 0;
        }

        own.WriteArray<long>(
            RobomimicNames.Attempts, MemoryMarshal.Cast<AttemptRow, long>(CollectionsMarshal.AsSpan(rows)), rows.Count, AttemptRow.Columns);
    }
}
