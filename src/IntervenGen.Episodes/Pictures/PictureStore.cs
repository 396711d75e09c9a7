using System.Buffers.Binary;
using System.IO.Compression;
using IntervenGen.Core;
using IntervenGen.Interop;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Episodes.Pictures;

/// <summary>Reads the pictures of one camera and kind beside a dataset's episodes.</summary>
/// <remarks>One thread at a time; any number of readers. After the largest episode, reading allocates nothing.</remarks>
public sealed class PictureStore : IEpisodePictures, IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly PictureIndex _index = new();
    private byte[] _payload = [];
    private int _held = -1;

    private PictureStore(string path, PictureFormat format)
    {
        _path = path;
        Format = format;
        _file = RegularFile.Open(path);
    }

    /// <summary>What the pictures are.</summary>
    public PictureFormat Format { get; }

    /// <inheritdoc/>
    string IEpisodePictures.Camera => Format.Camera.Name;

    /// <inheritdoc/>
    int IEpisodePictures.Width => Format.Camera.Width;

    /// <inheritdoc/>
    int IEpisodePictures.Height => Format.Camera.Height;

    /// <summary>Number of episodes, as in the dataset.</summary>
    public int Episodes => _index.Entries.Count;

    /// <summary>Number of pictures of all episodes together.</summary>
    public long Pictures => _index.Pictures;

    /// <summary>The folder of a dataset's pictures.</summary>
    public static string FolderOf(string dataset) => Path.Combine(dataset, "pictures");

    /// <summary>The complete sets of pictures that a dataset has, ordered by file name.</summary>
    /// <exception cref="EpisodeFormatException">A description is damaged.</exception>
    public static IReadOnlyList<PictureFormat> List(EpisodeStore dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        string folder = FolderOf(dataset.Folder);
        if (!Directory.Exists(folder))
            return [];
        return [.. StoreFolder.Guard(folder, () => Directory.GetFiles(folder, "*.json")).Order(StringComparer.Ordinal)
            .Select(PictureFormat.Read).Where(format => format.Totals is not null)];
    }

    /// <summary>Opens the pictures of one camera and kind.</summary>
    /// <param name="dataset">The dataset that they belong to.</param>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="kind">What pictures.</param>
    /// <exception cref="UsageException">There are none, or they are not finished; the message says how to make them.</exception>
    /// <exception cref="EpisodeFormatException">They are of another dataset, or damaged.</exception>
    public static PictureStore Open(EpisodeStore dataset, string camera, PictureKind kind)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!PictureCamera.IsName(camera))
            throw new UsageException($"'{camera}' cannot be a camera's name; letters, digits, '_' and '-' can");
        string name = PictureFormat.NameOf(camera, kind), folder = FolderOf(dataset.Folder), facts = Path.Combine(folder, name + ".json");
        string make = $"igen dataset render {dataset.Folder} --cameras {camera} --kinds {kind.Name()}";
        if (!File.Exists(facts))
        {
            string[] others = [.. List(dataset).Select(other => other.FileName)];
            string there = others.Length == 0 ? "it has no pictures" : $"it has {string.Join(", ", others)}";
            throw new UsageException($"'{dataset.Folder}' has no pictures '{name}': {there}; '{make}' makes them");
        }

        PictureFormat format = PictureFormat.Read(facts);
        if (format.Totals is not { } totals)
            throw new UsageException($"'{facts}': the pictures are not finished; '{make}' goes on");
        if (format.Dataset != dataset.Manifest.Totals?.Digest)
            StoreFault.Damaged(facts, -1, "dataset", format.Dataset, $"{dataset.Manifest.Totals?.Digest}").Throw();
        var store = new PictureStore(Path.Combine(folder, name + ".bin"), format);
        try
        {
            store.Check(dataset, totals);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Number of pictures of an episode: as many as steps. A picture shows the state before the step's action.</summary>
    public int CountOf(int episode) => _index.Entries[episode].Pictures;

    /// <summary>Reads the pictures of some steps of an episode.</summary>
    /// <param name="episode">Index of the episode.</param>
    /// <param name="step">The first step.</param>
    /// <param name="pictures">Result: a whole number of pictures, one behind the other, top row first;
    /// <see cref="PictureFormat.PictureBytes"/> each. 16-bit numbers are little-endian.</param>
    /// <exception cref="EpisodeFormatException">The bytes do not match their hash.</exception>
    public void Read(int episode, int step, Span<byte> pictures)
    {
        int size = Format.PictureBytes, count = pictures.Length / size;
        ArgumentOutOfRangeException.ThrowIfNotEqual(count * size, pictures.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step + count, CountOf(episode));
        ReadOnlySpan<byte> payload = Hold(episode);
        int row = Format.Camera.Width * Format.Kind.PixelBytes();
        for (int i = 0; i < count; i++)
        {
            Span<byte> picture = pictures.Slice(i * size, size);
            uint from = Offset(payload, step + i), to = Offset(payload, step + i + 1);
            if (from > to || to > payload.Length)
                StoreFault.Damaged(_path, _index.Entries[episode].Offset, "picture", $"from {from} to {to}", "within its block").Throw();
            if (!BrotliDecoder.TryDecompress(payload[(int)from..(int)to], picture, out int written) || written != size)
                StoreFault.Damaged(_path, _index.Entries[episode].Offset, "picture", $"{written} bytes", $"{size}").Throw();
            PictureBlock.Restore(picture, row, Format.Kind.PixelBytes());
        }
    }

    /// <inheritdoc/>
    void IEpisodePictures.Read(int episode, int step, Span<byte> rgb) => Read(episode, step, rgb);

    /// <summary>Reads and checks every block.</summary>
    /// <exception cref="EpisodeFormatException">Bytes do not match their hash.</exception>
    public void Verify()
    {
        for (int episode = 0; episode < Episodes; episode++)
            Hold(episode);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static uint Offset(ReadOnlySpan<byte> payload, int picture) =>
        BinaryPrimitives.ReadUInt32LittleEndian(payload[(sizeof(uint) * picture)..]);

    // The last episode's block stays: steps are asked for one after the other.
    private ReadOnlySpan<byte> Hold(int episode)
    {
        int length = _index.Entries[episode].PayloadBytes;
        if (_held != episode)
        {
            _held = -1;
            if (_payload.Length < length)
                _payload = new byte[length];
            _index.Read(_file, _path, episode, _payload.AsSpan(0, length))?.Throw();
            _held = episode;
        }

        return _payload.AsSpan(0, length);
    }

    private void Check(EpisodeStore dataset, PictureTotals totals)
    {
        _index.Scan(_file, _path, Format)?.Throw();
        if (Episodes != dataset.Count || _index.Pictures != totals.Pictures || _index.Length != totals.Bytes)
        {
            StoreFault.Damaged(_path, -1, "file", $"{Episodes} episodes, {_index.Pictures} pictures",
                $"{dataset.Count} episodes, {totals.Pictures} pictures").Throw();
        }

        if (_index.Digest() is var digest && digest != totals.Digest)
            StoreFault.Damaged(_path, -1, "digest", digest, totals.Digest).Throw();
        for (int episode = 0; episode < Episodes; episode++)
        {
            if (CountOf(episode) != dataset.StepsOf(episode))
            {
                StoreFault.Damaged(
                    _path, _index.Entries[episode].Offset, "block", $"{CountOf(episode)} pictures", $"{dataset.StepsOf(episode)}").Throw();
            }
        }
    }
}
