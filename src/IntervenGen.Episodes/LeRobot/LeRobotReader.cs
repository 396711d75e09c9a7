using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Reads datasets of LeRobot into a store: our own exports exactly, others' episodes as sources.</summary>
public static class LeRobotReader
{
    /// <summary>Whether a path is a folder with a dataset of LeRobot.</summary>
    public static bool Is(string path) => LeRobotDataset.Is(path);

    /// <summary>Imports a dataset into a new store.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="spec">The demonstrated task.</param>
    /// <param name="folder">Path of the new store.</param>
    /// <param name="versions">Versions of the importing software.</param>
    /// <param name="options">What the dataset does not record, and which episodes to import.</param>
    /// <param name="cancellation">Stops between episodes.</param>
    /// <exception cref="UsageException">The dataset cannot be a source of this task; the message names what is missing or
    /// different.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public static DatasetImport Import(
        string path, TaskSpec spec, string folder, StoreVersions versions, DatasetImportOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using LeRobotDataset dataset = LeRobotDataset.Open(path);
        if (OwnDataset.Is(path) && options?.OnlyForOthers is { } option)
            throw new UsageException($"'{path}' was exported by igen and comes back as it was; {option} is for datasets of others (parts " +
                "of a dataset: igen dataset split)");
        if (OwnDataset.Is(path))
            return OwnDataset.Import(dataset, spec, folder, cancellation);
        options ??= new DatasetImportOptions();
        if (options.FilterKey is not null)
            throw new UsageException($"'{path}': a dataset of LeRobot has no masks; --filter-key is for HDF5");
        var features = new ForeignFeatures(dataset, spec, options);
        string[] all = [.. Enumerable.Range(0, dataset.Episodes.Count).Select(Name)];
        if (options.Demonstrations.Except(all).FirstOrDefault() is { } missing)
            throw new UsageException($"'{path}' has no '{missing}'; its {all.Length} episodes are called {all[0]}, …");
        var source = new ForeignSource(path, dataset.Bytes, options)
        {
            Demonstrations = options.Demonstrations.Count == 0 ? all : [.. all.Where(options.Demonstrations.Contains)],
            Open = name => features.Open(int.Parse(name.AsSpan(5), CultureInfo.InvariantCulture)),
            Controller = ForeignController.OfLeRobot(dataset.Fps),
            Layout = ForeignLayout.LeRobot,
        };
        source.Notes.AddRange(features.Unused);
        return source.Store(spec, folder, versions, cancellation);
    }

    private static string Name(int episode) => FormattableString.Invariant($"demo_{episode}");
}
