using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Interop;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Episodes;

/// <summary>Names of the files in a store's folder, and how to touch them safely.</summary>
internal static class StoreFolder
{
    public const string ManifestName = "manifest.json";
    public const string LockName = ".lock";
    private const string ShardPrefix = "shard-";
    private const string ShardSuffix = ".bin";

    // EWOULDBLOCK: somebody holds the lock, whether or not the folder has been renamed or removed since.
    private const int WouldBlock = 11;

    private const long MaxManifestBytes = 16 << 20;

    public static string Manifest(string folder) => Path.Combine(folder, ManifestName);

    public static string Shard(string folder, int index) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{ShardPrefix}{index:d5}{ShardSuffix}"));

    /// <summary>Where a shard grows until its header is whole; renamed then, so that a shard file always has a header.</summary>
    public static string UnfinishedShard(string folder) => Path.Combine(folder, ShardPrefix + "unfinished");

    /// <summary>Number of shards; a gap in the numbering is an error.</summary>
    public static int CountShards(string folder)
    {
        IReadOnlyList<int> shards = Shards(folder);
        for (int index = 0; index < shards.Count; index++)
        {
            if (shards[index] != index)
                MissingShard(folder, index, shards).Throw();
        }

        return shards.Count;
    }

    /// <summary>What is wrong where a shard is not there and one behind it is.</summary>
    public static StoreFault MissingShard(string folder, int index, IReadOnlyList<int> shards) =>
        StoreFault.Damaged(Shard(folder, index), -1, "file", "missing", $"one of {shards[^1] + 1} shards");

    /// <summary>Numbers of the shards that are there, in order.</summary>
    public static IReadOnlyList<int> Shards(string folder)
    {
        var shards = new List<int>();
        foreach (string path in Guard(folder, () => Directory.GetFiles(folder, ShardPrefix + "*" + ShardSuffix)))
        {
            string number = Path.GetFileName(path)[ShardPrefix.Length..^ShardSuffix.Length];
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || path != Shard(folder, index))
                StoreFault.Damaged(path, -1, "file name", Path.GetFileName(path), Path.GetFileName(Shard(folder, 0))).Throw();
            shards.Add(index);
        }

        shards.Sort();
        return shards;
    }

    /// <summary>Takes the writer's lock. It dies with the process, so a stale one never blocks.</summary>
    public static FileStream Lock(string folder, string shownAs)
    {
        string path = Path.Combine(folder, LockName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UsageException($"'{shownAs}' cannot be written: {exception.Message}", exception);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new UsageException($"'{shownAs}' was removed meanwhile", exception);
        }
        catch (IOException exception) when (exception.HResult == WouldBlock || File.Exists(path))
        {
            throw Busy(shownAs, exception);
        }
    }

    /// <summary>The refusal of a second writer.</summary>
    public static UsageException Busy(string shownAs, Exception? cause) =>
        new($"'{shownAs}' is being written by another process; wait for it or choose another folder", cause!);

    /// <summary>Replaces a file in one step: readers see the old content or the new, never a part.</summary>
    public static void WriteAtomically(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + ".tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IntervenGenException($"'{path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a small file whole: a regular one alone, and no more than a manifest can have.</summary>
    public static byte[] ReadSmall(string path)
    {
        using SafeFileHandle handle = RegularFile.Open(path);
        long length = RandomAccess.GetLength(handle);
        if (length > MaxManifestBytes)
            StoreFault.Damaged(path, -1, "file length", $"{length}", $"at most {MaxManifestBytes}").Throw();
        return RegularFile.ReadStart(handle, length);
    }

    /// <summary>Runs a file operation; a missing or unreadable path becomes one line for the user.</summary>
    public static T Guard<T>(string path, Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
