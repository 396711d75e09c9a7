using System.Buffers.Binary;
using IntervenGen.Core;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Episodes.Pictures;

/// <summary>Appends pictures to a dataset, one file a camera and kind, episode after episode.</summary>
/// <remarks>
/// What a killed process left is continued: whole blocks count, a torn one is dropped. Until <see cref="Complete"/> no reader takes the
/// pictures. One thread at a time.
/// </remarks>
public sealed class PictureStoreWriter : IDisposable
{
    private readonly string _data, _facts;
    private readonly int _episodes;
    private readonly PictureIndex _index = new();
    private readonly SafeFileHandle _file;
    private PictureFormat _format;

    private PictureStoreWriter(string folder, PictureFormat format, int episodes)
    {
        _format = format;
        _episodes = episodes;
        _data = Path.Combine(folder, format.FileName + ".bin");
        _facts = Path.Combine(folder, format.FileName + ".json");
        if (!File.Exists(_facts))
        {
            File.Delete(_data);
            StoreFolder.WriteAtomically(_facts, format.ToJson());
        }

        _file = File.OpenHandle(_data, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
    }

    /// <summary>Number of episodes whose pictures are there.</summary>
    public int Episodes => _index.Entries.Count;

    /// <summary>Whether every episode has its pictures and readers take them.</summary>
    public bool IsComplete => _format.Totals is not null;

    /// <summary>What it holds.</summary>
    public PictureFormat Format => _format;

    /// <summary>Starts or continues the pictures of one camera and kind.</summary>
    /// <param name="dataset">The dataset; complete.</param>
    /// <param name="hold">The writer's lock on the dataset's pictures.</param>
    /// <param name="format">What is written.</param>
    /// <param name="overwrite">Whether pictures of another description give way.</param>
    /// <exception cref="UsageException">Pictures of another description are there.</exception>
    /// <exception cref="EpisodeFormatException">What is there is damaged.</exception>
    public static PictureStoreWriter OpenOrCreate(EpisodeStore dataset, PictureLock hold, PictureFormat format, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(hold);
        ArgumentNullException.ThrowIfNull(format);
        string path = Path.Combine(hold.Folder, format.FileName + ".json");
        PictureFormat started = format with { Totals = null };
        if (File.Exists(path))
        {
            PictureFormat there = PictureFormat.Read(path);
            if (there.Continues(format))
                started = there;
            else if (overwrite)
                File.Delete(path);
            else
                ThrowOther(path, there, format);
        }

        var writer = new PictureStoreWriter(hold.Folder, started, dataset.Count);
        try
        {
            writer.TakeWhatIsThere(dataset);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Appends the pictures of the next episode.</summary>
    /// <exception cref="ArgumentException">The block is of another episode than the next.</exception>
    public void Append(PictureBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Episode, Episodes);
        ReadOnlySpan<byte> bytes = block.Bytes;
        try
        {
            // The header last: a block whose header is right is whole.
            RandomAccess.Write(_file, bytes[PictureBlock.HeaderBytes..], _index.Length + PictureBlock.HeaderBytes);
            RandomAccess.Write(_file, bytes[..PictureBlock.HeaderBytes], _index.Length);
        }
        catch (IOException exception)
        {
            throw new IntervenGenException($"'{_data}' cannot be written: {exception.Message}", exception);
        }

        _index.Add(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), bytes.Length - PictureBlock.HeaderBytes,
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
    }

    /// <summary>Puts everything on the disk and lets readers in.</summary>
    public PictureTotals Complete()
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Episodes, _episodes);
        if (_format.Totals is { } known)
            return known;
        RandomAccess.FlushToDisk(_file);
        var totals = new PictureTotals(Episodes, _index.Pictures, _index.Length, _index.Digest());
        _format = _format with { Totals = totals };
        StoreFolder.WriteAtomically(_facts, _format.ToJson());
        return totals;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void TakeWhatIsThere(EpisodeStore dataset)
    {
        StoreFault? torn = _index.Scan(_file, _data, _format);
        if (IsComplete)
        {
            torn?.Throw();
            return;
        }

        // A kernel that died may have kept a header and lost what it heads: the last block is read whole.
        if (Episodes > 0 && _index.Read(_file, _data, Episodes - 1, new byte[_index.Entries[^1].PayloadBytes]) is not null)
            _index.RemoveLast();
        while (Episodes > dataset.Count || (Episodes > 0 && _index.Entries[^1].Pictures != dataset.StepsOf(Episodes - 1)))
            _index.RemoveLast();
        RandomAccess.SetLength(_file, _index.Length);
    }

    private static void ThrowOther(string path, PictureFormat there, PictureFormat wanted)
    {
        string what = there.Dataset != wanted.Dataset ? "of another dataset"
            : there.Renderer != wanted.Renderer ? $"by {there.Renderer}, not {wanted.Renderer}"
            : $"of {there.Camera.Width} x {there.Camera.Height} pixels and {there.Camera.FovyDegrees:0.##} degrees, or from another place";
        throw new UsageException($"'{path}' describes pictures {what}; --overwrite replaces them");
    }
}
