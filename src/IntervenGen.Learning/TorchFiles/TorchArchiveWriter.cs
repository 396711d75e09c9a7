using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Learning.Pickles;

namespace IntervenGen.Learning.TorchFiles;

/// <summary>Writes what <c>torch.load</c> reads: a zip without compression, its storages at multiples of 64 bytes.</summary>
/// <remarks>The bytes are a function of what is written: no times, and no order but the writer's.</remarks>
internal sealed class TorchArchiveWriter
{
    private const int Alignment = 64, LocalSize = 30, CentralSize = 46, EndSize = 22;
    private const ushort Version = 20;

    // The 1st of January 1980, at midnight: the earliest that a zip can say.
    private const uint Epoch = 0x0021_0000;

    private readonly string _folder;
    private readonly MemoryStream _body = new();
    private readonly MemoryStream _directory = new();
    private readonly List<float[]> _storages = [];
    private ushort _entries;

    /// <summary>Begins an archive.</summary>
    /// <param name="folder">Name of the folder in it, such as <c>policy</c>.</param>
    public TorchArchiveWriter(string folder) => _folder = folder;

    /// <summary>Writes a tensor of single precision into a pickle; its storage follows in <see cref="Finish"/>.</summary>
    public void Tensor(PickleWriter pickle, float[] values, params IReadOnlyList<int> shape)
    {
        // What is registered twice is stored once, as torch does.
        int index = _storages.IndexOf(values);
        if (index < 0)
        {
            index = _storages.Count;
            _storages.Add(values);
        }

        pickle.Global("torch._utils", "_rebuild_tensor_v2").Code(PickleOpcode.Mark)
            .Code(PickleOpcode.Mark).Text("storage").Global("torch", "FloatStorage").Text($"{index}").Text("cpu").Integer(values.Length)
            .Code(PickleOpcode.Tuple).Code(PickleOpcode.BinPersId).Integer(0).Integers(shape);
        var strides = new int[shape.Count];
        for (int d = shape.Count - 1, stride = 1; d >= 0; stride *= shape[d--])
            strides[d] = stride;
        pickle.Integers(strides).Flag(false).OrderedDictionary().Code(PickleOpcode.Tuple).Code(PickleOpcode.Reduce);
    }

    /// <summary>Ends the archive.</summary>
    /// <param name="pickle">The finished pickle.</param>
    /// <returns>The file.</returns>
    public byte[] Finish(byte[] pickle)
    {
        Entry("data.pkl", pickle);
        Entry("byteorder", "little"u8);
        for (int i = 0; i < _storages.Count; i++)
            Entry($"data/{i}", MemoryMarshal.AsBytes(_storages[i].AsSpan()));
        Entry("version", "3\n"u8);
        Span<byte> end = stackalloc byte[EndSize];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], _entries);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], _entries);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], checked((uint)_directory.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], checked((uint)_body.Length));
        return [.. _body.ToArray(), .. _directory.ToArray(), .. end];
    }

    /// <summary>Writes an entry of its own beside the pickle and the storages.</summary>
    /// <param name="name">Its name within the folder.</param>
    /// <param name="content">Its bytes.</param>
    public void Entry(string name, ReadOnlySpan<byte> content)
    {
        byte[] path = Encoding.UTF8.GetBytes($"{_folder}/{name}");
        uint offset = checked((uint)_body.Length);
        // A field of its own kind in the header makes the content begin at a multiple: four bytes, and as many as are missing.
        int begins = (int)((offset + LocalSize + path.Length + 4) % Alignment), padding = (Alignment - begins) % Alignment;
        Span<byte> shared = stackalloc byte[26];
        shared.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(shared, Version);
        BinaryPrimitives.WriteUInt32LittleEndian(shared[6..], Epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(shared[10..], Crc32.HashToUInt32(content));
        BinaryPrimitives.WriteUInt32LittleEndian(shared[14..], checked((uint)content.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(shared[18..], checked((uint)content.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(shared[22..], (ushort)path.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(shared[24..], (ushort)(4 + padding));
        _body.Write("PK\x03\x04"u8);
        _body.Write(shared);
        _body.Write(path);
        Span<byte> field = stackalloc byte[4 + Alignment];
        field.Fill((byte)'Z');
        field[0] = (byte)'F';
        field[1] = (byte)'B';
        BinaryPrimitives.WriteUInt16LittleEndian(field[2..], (ushort)padding);
        _body.Write(field[..(4 + padding)]);
        _body.Write(content);

        Span<byte> central = stackalloc byte[CentralSize];
        central.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(central, 0x02014B50);
        BinaryPrimitives.WriteUInt16LittleEndian(central[4..], Version);
        shared.CopyTo(central[6..]);
        BinaryPrimitives.WriteUInt16LittleEndian(central[30..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(central[42..], offset);
        _directory.Write(central);
        _directory.Write(path);
        _entries++;
    }
}
