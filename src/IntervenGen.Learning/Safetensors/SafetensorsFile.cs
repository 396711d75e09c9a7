using System.Buffers.Binary;
using System.Text.Json;
using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning.TorchFiles;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Learning.Safetensors;

/// <summary>A file of safetensors: the length of a header, the header in JSON, and the numbers of all tensors without a gap.</summary>
/// <remarks>Whatever is not exactly so is refused: then two readers cannot see different things in a file.</remarks>
internal sealed class SafetensorsFile
{
    /// <summary>Key of the texts in the header.</summary>
    public const string MetadataKey = "__metadata__";

    private const int PrefixSize = 8, MaxHeader = 16 << 20, MaxTensors = 10_000, MaxDimensions = 8;

    private static readonly Dictionary<string, StorageKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["F32"] = StorageKind.Float32,
        ["F64"] = StorageKind.Float64,
        ["F16"] = StorageKind.Float16,
        ["BF16"] = StorageKind.BFloat16,
        ["I64"] = StorageKind.Int64,
        ["I32"] = StorageKind.Int32,
        ["I16"] = StorageKind.Int16,
        ["I8"] = StorageKind.Int8,
        ["U8"] = StorageKind.UInt8,
        ["BOOL"] = StorageKind.Bool,
    };

    private readonly byte[] _bytes;
    private readonly int _data;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsTensor> _tensors = new(StringComparer.Ordinal);

    private SafetensorsFile(byte[] bytes, string path)
    {
        (_bytes, Path) = (bytes, path);
        int header = HeaderSize(bytes, bytes.Length, path);
        _data = PrefixSize + header;
        if (header == 0 || bytes[PrefixSize] != '{')
            throw Broken($"the header does not begin with '{{' at offset {PrefixSize}: not a file of safetensors");
        try
        {
            using var document = StrictJson.Parse(bytes.AsMemory(PrefixSize, header));
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
                Add(entry.Name, entry.Value);
        }
        catch (JsonException exception)
        {
            throw new EpisodeFormatException($"'{path}', offset {PrefixSize}: {exception.Message}", exception);
        }

        RequireNoGaps();
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>The texts in the header.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors => _tensors;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It does not exist, or is too large.</exception>
    /// <exception cref="EpisodeFormatException">It is not a whole file of safetensors.</exception>
    public static SafetensorsFile Load(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"there is no policy '{path}'");
        using SafeFileHandle file = RegularFile.Open(path);
        long size = RandomAccess.GetLength(file);
        if (size > int.MaxValue)
            throw new UsageException($"'{path}' has {size} bytes; files of at most {int.MaxValue} are read");
        // The start first: another kind of file is told apart before it is read whole.
        _ = HeaderSize(RegularFile.ReadStart(file, Math.Min(size, PrefixSize)), size, path);
        return new SafetensorsFile(RegularFile.ReadStart(file, size), path);
    }

    /// <summary>Reads a tensor's elements, row-major, rounded to single precision.</summary>
    /// <exception cref="EpisodeFormatException">An element is not finite.</exception>
    public float[] Read(string name)
    {
        SafetensorsTensor tensor = _tensors[name];
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(_data + tensor.Begin, tensor.End - tensor.Begin);
        var values = new float[bytes.Length / tensor.Kind.Size()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = tensor.Kind.Read(bytes, i);
            if (!float.IsFinite(values[i]))
                throw Broken(FormattableString.Invariant($"number {i} of {name} is {values[i]}"));
        }

        return values;
    }

    /// <summary>A fault of this file.</summary>
    public EpisodeFormatException Broken(string what) => Broken(Path, what);

    private static EpisodeFormatException Broken(string path, string what) => new($"'{path}': {what}");

    private static int HeaderSize(ReadOnlySpan<byte> start, long size, string path)
    {
        if (start.Length < PrefixSize)
            throw Broken(path, $"the file has {start.Length} bytes, a file of safetensors at least {PrefixSize}");
        ulong header = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (header > MaxHeader)
            throw Broken(path, $"a header of {header} bytes, at most {MaxHeader} are read: not a file of safetensors");
        return (long)header <= size - PrefixSize
            ? (int)header
            : throw Broken(path, $"a header of {header} bytes, and {size - PrefixSize} are left: the file was cut short");
    }

    private void Add(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Broken($"entry '{name}' of the header is no object");
        if (name == MetadataKey)
        {
            foreach (JsonProperty text in value.EnumerateObject())
            {
                _metadata[text.Name] = text.Value.ValueKind == JsonValueKind.String
                    ? text.Value.GetString()!
                    : throw Broken($"{MetadataKey}: '{text.Name}' is no text");
            }

            return;
        }

        if (_tensors.Count == MaxTensors)
            throw Broken($"more than {MaxTensors} tensors");
        if (value.GetPropertyCount() != 3 || !value.TryGetProperty("dtype", out JsonElement kind)
            || !value.TryGetProperty("shape", out JsonElement shape) || !value.TryGetProperty("data_offsets", out JsonElement offsets))
            throw Broken($"{name}: a tensor has dtype, shape and data_offsets, and nothing else");
        string type = kind.ValueKind == JsonValueKind.String ? kind.GetString()! : kind.GetRawText();
        if (!s_kinds.TryGetValue(type, out StorageKind found))
            throw Broken($"{name}: dtype '{type}' is not read; {string.Join(", ", s_kinds.Keys)} are");
        int[] sizes = Integers(name, "shape", shape, MaxDimensions), ends = Integers(name, "data_offsets", offsets, 2);
        int left = _bytes.Length - _data;
        if (ends.Length != 2 || ends[0] > ends[1] || ends[1] > left)
            throw Broken($"{name}: data_offsets [{string.Join(", ", ends)}] in {left} bytes of data: cut short, or wrong");
        Int128 bytes = sizes.Aggregate((Int128)found.Size(), (product, size) => product * size);
        if (bytes != ends[1] - ends[0])
            throw Broken($"{name}: {type} [{string.Join(", ", sizes)}] in {ends[1] - ends[0]} bytes; that needs {bytes}");
        _tensors.Add(name, new SafetensorsTensor(found, sizes, ends[0], ends[1]));
    }

    private int[] Integers(string name, string field, JsonElement list, int most)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > most)
            throw Broken($"{name}: {field} is no list of at most {most} numbers");
        return [.. list.EnumerateArray().Select(item =>
            item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number) && number >= 0
                ? number
                : throw Broken($"{name}: {field} has {item.GetRawText()}, expected a whole number from 0 to {int.MaxValue}"))];
    }

    private void RequireNoGaps()
    {
        int end = 0;
        foreach ((string name, SafetensorsTensor tensor) in _tensors.OrderBy(entry => entry.Value.Begin).ThenBy(entry => entry.Value.End))
        {
            if (tensor.Begin != end)
                throw Broken($"{name} begins at byte {tensor.Begin} of the data, expected {end}: tensors leave a gap or overlap");
            end = tensor.End;
        }

        if (end != _bytes.Length - _data)
            throw Broken($"{_bytes.Length - _data - end} bytes after the last tensor, expected none");
    }
}
