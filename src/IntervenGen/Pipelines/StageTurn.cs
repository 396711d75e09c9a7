using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>One turn at a stage, or at a part of one, in a process that may be started again while an earlier one still runs.</summary>
/// <param name="Root">Folder of the work's turns.</param>
/// <param name="Place">Where the result belongs.</param>
/// <param name="Find">Looks whether the result is there.</param>
/// <param name="Record">Marks the result as finished.</param>
internal sealed record StageTurn(string Root, string Place, Func<Artifact?> Find, Action<Artifact> Record)
{
    // What is written beside a result and is no piece of it.
    private static readonly string[] s_labels = [".key", ResultRecord.Ending, ".unfinished", ".new"];

    /// <summary>Takes the turn, goes on from what earlier turns committed, and publishes the result.</summary>
    /// <param name="make">Makes the result at a path, which it may find begun.</param>
    /// <param name="cancellation">Stops it; what was made is kept for the next turn.</param>
    /// <returns>The result, and whether it was there already.</returns>
    /// <exception cref="SupersededException">A later turn was taken; nothing more is written.</exception>
    public (Artifact Artifact, bool IsKept) Take(Func<string, CancellationToken, Artifact> make, CancellationToken cancellation)
    {
        using WorkLease lease = WorkLease.Take(Root, Incarnation.OfThisProcess());
        try
        {
            // Asked again behind the lease: another process may have been done just now.
            (Artifact artifact, bool isKept) = Find() is { } kept ? (kept, true) : (Make(lease, make, cancellation), false);
            WorkFolder.RemoveAll(Root);
            return (artifact, isKept);
        }
        catch (Exception exception) when (exception is not SupersededException && !lease.IsHeld())
        {
            // Whatever it stumbled over: its folder is not its own any more.
            lease.ThrowIfLost();
            throw;
        }
    }

    private Artifact Make(WorkLease lease, Func<string, CancellationToken, Artifact> make, CancellationToken cancellation)
    {
        string folder = WorkFolder.Begin(lease), made = Path.Combine(folder, Path.GetFileName(Place));
        // From a process that was killed before it had noted its result, or from one that made the run as a whole.
        foreach (string piece in Pieces(Place))
            Replace(piece, made + piece[Place.Length..]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        Artifact artifact = make(made, stop.Token) with { Path = Place };
        foreach (string piece in Pieces(made))
            WorkFolder.Publish(lease, piece, Place + piece[made.Length..]);
        lease.ThrowIfLost();
        Record(artifact);
        return artifact;
    }

    // The result itself last: once it is there, everything is.
    private static string[] Pieces(string path)
    {
        string folder = Path.GetDirectoryName(path)!, name = Path.GetFileName(path);
        if (!Directory.Exists(folder))
            return [];
        string[] beside = [.. Directory.EnumerateFileSystemEntries(folder)
            .Where(entry => Path.GetFileName(entry).StartsWith(name + ".", StringComparison.Ordinal) && !s_labels.Any(entry.EndsWith))];
        return Path.Exists(path) ? [.. beside, path] : beside;
    }

    private static void Replace(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        if (Directory.Exists(from))
            Directory.Move(from, to);
        else
            File.Move(from, to, overwrite: true);
    }
}
