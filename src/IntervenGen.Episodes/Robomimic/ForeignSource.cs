using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Demonstrations of others, of whatever layout, as groups of MimicGen's names.</summary>
/// <param name="Path">Where they are, for messages.</param>
/// <param name="Length">Bytes there: what an import may take is in proportion.</param>
/// <param name="Options">What the user says of them.</param>
internal sealed record ForeignSource(string Path, long Length, DatasetImportOptions Options)
{
    /// <summary>Names of the demonstrations, in order.</summary>
    public required IReadOnlyList<string> Demonstrations { get; init; }

    /// <summary>Opens a demonstration.</summary>
    public required Func<string, IArrayGroup> Open { get; init; }

    /// <summary>How the actions were meant.</summary>
    public required ForeignController Controller { get; init; }

    /// <summary>Whose layout it is.</summary>
    public required ForeignLayout Layout { get; init; }

    /// <summary>Demonstrations that failed.</summary>
    public HashSet<string> Failed { get; init; } = [];

    /// <summary>Steps there are said to be; null where nothing is said.</summary>
    public long? Total { get; set; }

    /// <summary>What a reader should know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Reads all demonstrations into a new store: once to look them through, once to store them.</summary>
    /// <exception cref="UsageException">They cannot be sources of this task; the message names every fault.</exception>
    public DatasetImport Store(TaskSpec spec, string folder, StoreVersions versions, CancellationToken cancellation)
    {
        var reader = new ForeignDemonstrations(this, spec);
        foreach (string name in Demonstrations)
        {
            cancellation.ThrowIfCancellationRequested();
            reader.Survey(Open(name));
        }

        reader.Decide();
        if (Total is { } total && total != reader.Steps)
            reader.Note($"{RobomimicNames.Total}: says {total} steps, and there are {reader.Steps}");
        using StagedStore staged = StagedStore.Create(folder, reader.Manifest(versions), new StoreOptions());
        EpisodeStoreWriter writer = staged.Writer;
        var budget = new ImportBudget(Path, Length);
        foreach (string name in Demonstrations)
        {
            cancellation.ThrowIfCancellationRequested();
            IArrayGroup demo = Open(name);
            if (OwnDemonstrations.Steps(demo, Path) == 0)
                continue;
            if (reader.Read(demo) is not { } episode)
                continue;
            budget.Take(episode, demo.Path);
            writer.Append(reader.Summary(writer.NextAttempt, episode, name), episode);
        }

        reader.RequireNoFault();
        if (writer.EpisodeCount == 0)
            throw new UsageException($"'{Path}': no demonstration can be used: {string.Join("; ", reader.Unmapped)}");
        string digest = staged.Complete();
        return new DatasetImport(writer.EpisodeCount, writer.StepCount, digest, IsExact: false, reader.Unmapped);
    }
}
