using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace IntervenGen.Episodes.Pictures;

/// <summary>The pictures of one episode as they stand in a file: made on any thread, appended in order by the writer.</summary>
/// <remarks>Reuse one for many episodes: it grows to the largest and then allocates nothing. One thread at a time.</remarks>
public sealed class PictureBlock
{
    internal const int HeaderBytes = 64;
    internal const uint Magic = 0x43495049; // "IPIC"

    // Level 1 in a window of 64 kB: pictures of a simulation are flat, and a higher level costs more than it saves.
    private const int Quality = 1, Window = 16;

    private readonly int _pictureBytes, _pixelBytes, _rowBytes;
    private readonly byte[] _filtered;
    private byte[] _bytes = new byte[HeaderBytes];
    private int _pictures, _length, _expected;

    /// <summary>Makes an empty block.</summary>
    /// <param name="format">What pictures it will hold.</param>
    public PictureBlock(PictureFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        _pictureBytes = format.PictureBytes;
        _pixelBytes = format.Kind.PixelBytes();
        _rowBytes = format.Camera.Width * _pixelBytes;
        _filtered = new byte[_pictureBytes];
    }

    /// <summary>Number of the episode.</summary>
    public int Episode { get; private set; }

    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Begins the pictures of an episode.</summary>
    /// <param name="episode">Index of the episode in its dataset.</param>
    /// <param name="pictures">How many will be added: one a step.</param>
    public void Begin(int episode, int pictures)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(episode);
        ArgumentOutOfRangeException.ThrowIfNegative(pictures);
        (Episode, _expected, _pictures) = (episode, pictures, 0);
        _length = HeaderBytes + (sizeof(uint) * (pictures + 1));
        Grow(_length);
    }

    /// <summary>Adds the next picture.</summary>
    /// <param name="picture">Its bytes, top row first; <see cref="PictureFormat.PictureBytes"/> of them.</param>
    public void Add(ReadOnlySpan<byte> picture)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(picture.Length, _pictureBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_pictures, _expected);
        Filter(picture);
        int most = BrotliEncoder.GetMaxCompressedLength(_pictureBytes);
        Grow(_length + most);
        if (!BrotliEncoder.TryCompress(_filtered, _bytes.AsSpan(_length, most), out int written, Quality, Window))
            throw new InvalidOperationException($"a picture of {_pictureBytes} bytes does not fit into {most}");
        _length += written;
        _pictures++;
        SetOffset(_pictures, _length);
    }

    /// <summary>Ends the episode: the block can be appended.</summary>
    public void End()
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(_pictures, _expected);
        SetOffset(0, HeaderBytes + (sizeof(uint) * (_pictures + 1)));
        Grow(_length + 8);
        while (_length % 8 != 0)
            _bytes[_length++] = 0;
        Span<byte> header = _bytes.AsSpan(0, HeaderBytes), payload = _bytes.AsSpan(HeaderBytes, _length - HeaderBytes);
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Episode);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], _pictures);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], _pictureBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], XxHash3.HashToUInt64(payload));
        BinaryPrimitives.WriteUInt64LittleEndian(header[56..], XxHash3.HashToUInt64(header[..56]));
    }

    /// <summary>Undoes the filter of <see cref="Add"/> in place.</summary>
    internal static void Restore(Span<byte> picture, int rowBytes, int pixelBytes)
    {
        for (int row = 0; row < picture.Length; row += rowBytes)
        {
            Span<byte> line = picture.Slice(row, rowBytes);
            for (int i = pixelBytes; i < line.Length; i++)
                line[i] += line[i - pixelBytes];
        }
    }

    // Each byte less the one of the pixel before it in the row, as PNG's filter "Sub".
    private void Filter(ReadOnlySpan<byte> picture)
    {
        for (int row = 0; row < picture.Length; row += _rowBytes)
        {
            ReadOnlySpan<byte> from = picture.Slice(row, _rowBytes);
            Span<byte> to = _filtered.AsSpan(row, _rowBytes);
            from[.._pixelBytes].CopyTo(to);
            for (int i = _pixelBytes; i < to.Length; i++)
                to[i] = (byte)(from[i] - from[i - _pixelBytes]);
        }
    }

    private void SetOffset(int picture, int offset) => BinaryPrimitives.WriteUInt32LittleEndian(
        _bytes.AsSpan(HeaderBytes + (sizeof(uint) * picture)), (uint)(offset - HeaderBytes));

    private void Grow(int length)
    {
        if (_bytes.Length < length)
            Array.Resize(ref _bytes, Math.Max(length, 2 * _bytes.Length));
    }
}
