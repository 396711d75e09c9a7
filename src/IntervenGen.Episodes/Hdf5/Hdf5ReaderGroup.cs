using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>A group of a file: named groups, arrays and attributes.</summary>
/// <remarks>Names are single links; a path with slashes is followed link by link. Valid while its file is open.</remarks>
public sealed class Hdf5ReaderGroup : IArrayGroup
{
    // A chain of soft links longer than this is taken for a circle.
    private const int MaxHops = 16;

    private readonly FileBytes _file;
    private readonly GlobalHeap _texts;
    private readonly ObjectHeader _header;
    private readonly string _path;
    private readonly Hdf5ReaderGroup _root;
    private SortedDictionary<string, Link>? _links;

    internal Hdf5ReaderGroup(FileBytes file, GlobalHeap texts, ObjectHeader header, string path, Hdf5ReaderGroup? root = null)
    {
        _file = file;
        _texts = texts;
        _header = header;
        _path = path;
        _root = root ?? this;
    }

    /// <summary>Path inside the file, such as <c>/data/demo_0</c>.</summary>
    public string Path => _path.Length == 0 ? "/" : _path;

    /// <summary>What tells this group apart from every other, whatever it is called: two links to one group have the same.</summary>
    public long Identity => _header.Address;

    private SortedDictionary<string, Link> Links => _links ??= LinkTable.Read(_file, _header);

    /// <summary>Names of everything in this group, in ordinal order.</summary>
    public IReadOnlyList<string> Names() => [.. Links.Keys];

    /// <summary>Whether this group holds something of that name.</summary>
    public bool Exists(string name) => Find(name, 0) is not null;

    /// <summary>Opens a group in this one.</summary>
    /// <exception cref="EpisodeFormatException">There is none of that name, or it is an array.</exception>
    public Hdf5ReaderGroup OpenGroup(string name) => TryOpenGroup(name) ?? throw Missing("group", name);

    /// <summary>Opens a group in this one; null if there is no such link.</summary>
    /// <exception cref="EpisodeFormatException">It is an array, or leads out of the file.</exception>
    public Hdf5ReaderGroup? TryOpenGroup(string name)
    {
        if (Find(name, 0) is not { } address)
            return null;
        ObjectHeader header = ObjectHeader.Read(_file, address);
        return LinkTable.IsGroup(header)
            ? new Hdf5ReaderGroup(_file, _texts, header, $"{_path}/{name}", _root)
            : throw new EpisodeFormatException($"{Place(name)}: is not a group");
    }

    IArrayGroup? IArrayGroup.TryOpenGroup(string name) => TryOpenGroup(name);

    /// <summary>Shape of an array in this group.</summary>
    /// <exception cref="EpisodeFormatException">There is none of that name, or it is larger than 2³¹ − 1 in a direction.</exception>
    public int[] ShapeOf(string name) => Shape(OpenArray(name), name);

    /// <summary>Reads a whole array of numbers, converted to <typeparamref name="T"/>; booleans are 0 and 1.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Gets its shape.</param>
    /// <returns>The numbers, row-major.</returns>
    /// <exception cref="EpisodeFormatException">Missing, not of numbers, too large, or damaged.</exception>
    public T[] ReadArray<T>(string name, out int[] shape)
        where T : unmanaged, INumber<T>
    {
        StoredArray array = OpenArray(name);
        if (!array.Type.IsNumber)
            throw new EpisodeFormatException($"{Place(name)}: is an array of {array.Type.Name}, expected numbers");
        if (array.Space.IsNull)
            throw new EpisodeFormatException($"{Place(name)}: has neither shape nor elements, expected numbers");
        shape = Shape(array, name);
        bool isStoredSo = NumberConversion.IsStoredAs<T>(array.Type);
        RequireRoom(array, shape, name, Unsafe.SizeOf<T>(), isStoredSo);
        if (!isStoredSo)
            return NumberConversion.To<T>(array.Read<byte>(), array.Type);
        T[] values = array.Read<T>();
        if (array.Type.IsBigEndian)
            NumberConversion.Reverse(MemoryMarshal.AsBytes(values.AsSpan()), array.Type.Size);
        return values;
    }

    /// <summary>Reads a list of texts, of fixed or variable length.</summary>
    /// <exception cref="EpisodeFormatException">Missing, or something else.</exception>
    public IReadOnlyList<string> ReadStrings(string name)
    {
        StoredArray array = OpenArray(name);
        int[] shape = Shape(array, name);
        if (shape.Length != 1 || !IsText(array.Type))
            throw new EpisodeFormatException($"{Place(name)}: is not a list of texts");
        byte[] bytes = array.Read<byte>();
        var strings = new string[shape[0]];
        long characters = 0;
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = Text(bytes.AsSpan(i * array.Type.Size, array.Type.Size), array.Type);
            // A thousand references may name one text.
            characters += strings[i].Length;
            int max = _file.Limits.MaxTextBytes;
            if (characters > max)
                throw new EpisodeFormatException($"{Place(name)}: its texts have more than {max} characters together");
        }

        return strings;
    }

    /// <summary>Reads a whole number; null if there is no such attribute.</summary>
    /// <exception cref="EpisodeFormatException">It is not one number.</exception>
    public long? TryReadInteger(string name)
    {
        if (AttributeTable.Find(_file, _header, name) is not { } attribute)
            return null;
        return attribute.Type.IsNumber && attribute.Space.Count == 1
            ? NumberConversion.To<long>(attribute.Data, attribute.Type)[0]
            : throw new EpisodeFormatException($"{Place(name)}: the attribute is {Describe(attribute)}, expected one number");
    }

    /// <summary>Reads text of fixed or variable length; null if there is no such attribute.</summary>
    /// <exception cref="EpisodeFormatException">It is not one text.</exception>
    public string? TryReadText(string name)
    {
        if (AttributeTable.Find(_file, _header, name) is not { } attribute)
            return null;
        return IsText(attribute.Type) && attribute.Space.Count == 1
            ? Text(attribute.Data, attribute.Type)
            : throw new EpisodeFormatException($"{Place(name)}: the attribute is {Describe(attribute)}, expected one text");
    }

    private static string Describe(StoredAttribute attribute) => attribute.Space.IsNull
        ? "empty"
        : attribute.Space.Count == 1
            ? attribute.Type.Name
            : $"an array of {attribute.Type.Name} of shape [{string.Join(", ", attribute.Space.Sizes)}]";

    private static bool IsText(Datatype type) => type.Class == TypeClass.Text || type.IsHeapText;

    private string Text(ReadOnlySpan<byte> element, Datatype type)
    {
        if (type.IsHeapText)
            return Encoding.UTF8.GetString(_texts.Read(element)).TrimEnd('\0');
        if (element.Length > _file.Limits.MaxTextBytes)
            throw new EpisodeFormatException(
                $"'{_file.Path}', {Path}: a text of {element.Length} bytes; at most {_file.Limits.MaxTextBytes} are read");
        int end = element.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? element : element[..end]).TrimEnd(' ');
    }

    private StoredArray OpenArray(string name) =>
        Find(name, 0) is { } address
            ? StoredArray.Open(_file, ObjectHeader.Read(_file, address), $"{_path}/{name}")
            : throw Missing("array", name);

    // Numbers that are converted are in memory twice, and narrow ones grow.
    private void RequireRoom(StoredArray array, int[] shape, string name, int size, bool isStoredSo)
    {
        long read = Dataspace.Saturated(array.Space.Count, size);
        long stored = isStoredSo ? 0 : Dataspace.Saturated(array.Space.Count, array.Type.Size);
        long max = _file.Limits.MaxArrayBytes;
        if (read > max || stored > max - read)
        {
            string converted = isStoredSo ? "" : $", and {stored} before they are converted";
            throw new EpisodeFormatException(
                $"{Place(name)}: has shape [{string.Join(", ", shape)}], {read} bytes{converted}; at most {max} are read");
        }
    }

    private int[] Shape(StoredArray array, string name)
    {
        var shape = new int[array.Space.Sizes.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = array.Space.Sizes[i] <= int.MaxValue
                ? (int)array.Space.Sizes[i]
                : throw new EpisodeFormatException(
                    $"{Place(name)}: has shape [{string.Join(", ", array.Space.Sizes)}], too large to be read");
        }

        return shape;
    }

    // The header that a name or a path leads to; null where a link is missing.
    private long? Find(string name, int hops)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? name : name[..slash], rest = slash < 0 ? "" : name[(slash + 1)..].TrimStart('/');
        if (!Links.TryGetValue(first, out Link link))
            return null;
        if (link.Kind == LinkKind.Foreign)
            throw _file.Unsupported(
                $"{_path}/{first}", $"is a link into {link.Target}, which is not opened; copy what it names into this file with h5copy");
        if (hops > MaxHops)
            throw _file.Unsupported($"{_path}/{first}", "its links go round in a circle");
        long? address = link.Kind == LinkKind.Hard ? link.Address
            : link.Target.StartsWith('/') ? _root.Find(link.Target.TrimStart('/'), hops + 1)
            : Find(link.Target, hops + 1);
        if (address is null || rest.Length == 0)
            return address;
        ObjectHeader header = ObjectHeader.Read(_file, address.Value);
        return LinkTable.IsGroup(header)
            ? new Hdf5ReaderGroup(_file, _texts, header, $"{_path}/{first}", _root).Find(rest, hops + 1)
            : null;
    }

    private string Place(string name) => $"'{_file.Path}', {_path}/{name}";

    private EpisodeFormatException Missing(string what, string name) =>
        new($"{Place(name)}: there is no such {what}; {Path} holds {string.Join(", ", Links.Keys.Take(12))}");
}
