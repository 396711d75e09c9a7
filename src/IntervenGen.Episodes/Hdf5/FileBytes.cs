using IntervenGen.Core;
using IntervenGen.Interop;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>The bytes of a file, read by address and never beyond its end.</summary>
/// <remarks>
/// Not mapped: a file that is cut short while it is mapped ends the process. Small reads come from a few cached pages, since
/// headers lie close together.
/// </remarks>
internal sealed class FileBytes : IDisposable
{
    private const int PageBytes = 1 << 16, Pages = 16;

    private readonly SafeFileHandle _handle;
    private readonly byte[]?[] _pages = new byte[Pages][];
    private readonly long[] _pageOf = new long[Pages];

    public FileBytes(string path, Hdf5Limits limits)
    {
        Path = path;
        Limits = limits;
        _handle = RegularFile.Open(path);
        Length = RandomAccess.GetLength(_handle);
        Array.Fill(_pageOf, -1);
    }

    public string Path { get; }

    public Hdf5Limits Limits { get; }

    public long Length { get; }

    /// <summary>Where the file's address 0 lies: behind a user block, if there is one.</summary>
    public long Origin { get; set; }

    /// <summary>Reads <paramref name="count"/> bytes at an address of the file format.</summary>
    /// <exception cref="EpisodeFormatException">They do not lie inside the file.</exception>
    public byte[] Read(long address, long count, string what)
    {
        RequireInside(address, count, what);
        byte[] bytes = new byte[count];
        ReadInto(address, bytes, what);
        return bytes;
    }

    /// <summary>Fills <paramref name="target"/> from an address of the file format.</summary>
    /// <exception cref="EpisodeFormatException">The bytes do not lie inside the file.</exception>
    public void ReadInto(long address, Span<byte> target, string what)
    {
        RequireInside(address, target.Length, what);
        long at = address + Origin;
        if (target.Length > PageBytes)
        {
            Fill(at, target, what);
            return;
        }

        while (target.Length > 0)
        {
            ReadOnlySpan<byte> page = Page(at / PageBytes, what)[(int)(at % PageBytes)..];
            int count = Math.Min(page.Length, target.Length);
            page[..count].CopyTo(target);
            target = target[count..];
            at += count;
        }
    }

    /// <summary>A reader over <paramref name="count"/> bytes at an address.</summary>
    public ByteCursor Cursor(long address, long count, string what) => new(this, Read(address, count, what), address, what);

    /// <summary>Throws unless a stretch lies inside the file.</summary>
    public void RequireInside(long address, long count, string what)
    {
        if (address < 0 || count < 0 || address > Length - Origin || count > Length - Origin - address)
            throw Damaged(address, $"{what} of {count} bytes lies outside the file's {Length} bytes");
    }

    public EpisodeFormatException Damaged(long address, string what) =>
        new($"'{Path}', offset {address}: {what}; the file is damaged or was cut short");

    /// <summary>What is well-formed and not read here, with what to do instead.</summary>
    public EpisodeFormatException Unsupported(string place, string what) => new($"'{Path}', {place}: {what}");

    public void Dispose() => _handle.Dispose();

    private ReadOnlySpan<byte> Page(long page, string what)
    {
        int slot = (int)(page % Pages);
        byte[] bytes = _pages[slot] ??= new byte[PageBytes];
        int length = (int)Math.Min(PageBytes, Length - (page * PageBytes));
        if (_pageOf[slot] != page)
        {
            _pageOf[slot] = -1;
            Fill(page * PageBytes, bytes.AsSpan(0, length), what);
            _pageOf[slot] = page;
        }

        return bytes.AsSpan(0, length);
    }

    private void Fill(long at, Span<byte> target, string what)
    {
        while (target.Length > 0)
        {
            int count = RandomAccess.Read(_handle, target, at);
            if (count <= 0)
                throw Damaged(at - Origin, $"{what} cannot be read: the file became shorter");
            at += count;
            target = target[count..];
        }
    }
}
