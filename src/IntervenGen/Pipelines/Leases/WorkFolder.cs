using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>The folder that one turn at a piece of work writes to, begun with what earlier turns committed.</summary>
/// <remarks>
/// Episode stores are copied attempt by attempt, each checked against its hash, as far as they are whole; they may still be written to.
/// Other files are copied as they are, since they are replaced in one step. Then results are renamed to their places: a reader sees
/// none, or a whole one.
/// </remarks>
public static class WorkFolder
{
    private const string Ready = ".begun";

    /// <summary>Makes the folder of a turn.</summary>
    /// <param name="lease">The turn.</param>
    /// <returns>The folder, <see cref="WorkLease.Folder"/>.</returns>
    /// <exception cref="IntervenGenException">It cannot be written.</exception>
    public static string Begin(WorkLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        string root = Path.GetDirectoryName(lease.Folder)!;
        string[] earlier = [.. WorkLease.Numbers(root).Where(number => number < lease.Number).Reverse()
            .Select(number => WorkLease.FolderOf(root, number))];
        try
        {
            Directory.CreateDirectory(lease.Folder);
            // A turn that was stopped before it had copied everything has less than the one before it.
            string? newest = Array.Find(earlier, folder => File.Exists(Path.Combine(folder, Ready)));
            if (newest is not null)
                Copy(newest, lease.Folder);
            lease.ThrowIfLost();
            File.WriteAllText(Path.Combine(lease.Folder, Ready), "");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A later turn clears away what it has no use for.
            lease.ThrowIfLost();
            throw new IntervenGenException($"'{lease.Folder}' cannot be written: {exception.Message}", exception);
        }

        // One that may still be written to stays: its successor reads no further, and it costs only space.
        foreach (string old in earlier.Skip(1))
            Remove(old);
        return lease.Folder;
    }

    /// <summary>Puts a finished file or folder into its final place.</summary>
    /// <param name="lease">The turn that made it.</param>
    /// <param name="made">What was made, in the turn's folder.</param>
    /// <param name="place">Where it belongs; on the same file system.</param>
    /// <remarks>What is there already stays: two that make the same work make the same bytes.</remarks>
    /// <exception cref="SupersededException">The turn has passed.</exception>
    /// <exception cref="IntervenGenException">It cannot be moved there.</exception>
    public static void Publish(WorkLease lease, string made, string place)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lease.ThrowIfLost();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(place))!);
            if (Directory.Exists(made))
                Directory.Move(made, place);
            else
                File.Move(made, place);
        }
        catch (IOException) when (Path.Exists(place))
        {
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IntervenGenException($"'{place}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Removes every turn of work whose result is in its place. What a remnant still holds open may stay.</summary>
    /// <param name="root">Folder of the work's turns.</param>
    public static void RemoveAll(string root) => Remove(root);

    private static void Copy(string from, string to)
    {
        foreach (string folder in Directory.EnumerateDirectories(from))
        {
            string target = Path.Combine(to, Path.GetFileName(folder));
            if (EpisodeStore.Exists(folder))
            {
                EpisodeStoreCopy.CommittedBeginning(folder, target);
                continue;
            }

            Directory.CreateDirectory(target);
            Copy(folder, target);
        }

        foreach (string file in Directory.EnumerateFiles(from).Where(file => !IsUnfinished(Path.GetFileName(file))))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static bool IsUnfinished(string name) =>
        name == Ready || name.EndsWith(".unfinished", StringComparison.Ordinal) || name.EndsWith(".tmp", StringComparison.Ordinal);

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A remnant on another node holds a file open; what is left is in nobody's way.
        }
    }
}
