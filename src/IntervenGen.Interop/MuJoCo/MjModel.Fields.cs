using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

// A model never changes, so its fields are copied once each: what a caller holds then cannot outlive the model.
public sealed unsafe partial class MjModel
{
    private readonly ConcurrentDictionary<string, Array> _fields = new();

    /// <summary>A field of doubles, such as <c>jnt_range</c>.</summary>
    public ReadOnlySpan<double> Doubles(string name) => Field<double>(name, FieldKind.Double);

    /// <summary>A field of 32-bit integers, such as <c>jnt_qposadr</c>.</summary>
    public ReadOnlySpan<int> Integers(string name) => Field<int>(name, FieldKind.Int32);

    /// <summary>A field of singles, such as <c>geom_rgba</c>.</summary>
    public ReadOnlySpan<float> Singles(string name) => Field<float>(name, FieldKind.Single);

    /// <summary>A field of bytes, such as <c>jnt_limited</c>: 1 for yes.</summary>
    public ReadOnlySpan<byte> Bytes(string name) => Field<byte>(name, FieldKind.Byte);

    /// <summary>Whether this MuJoCo's model has a field of that name: fields come and go between releases.</summary>
    public bool HasField(string name)
    {
        using Lease lease = new(this);
        return Find(lease.Handle, name, out _, out _, out _) == 0;
    }

    private T[] Field<T>(string name, FieldKind wanted)
        where T : unmanaged
    {
        using Lease lease = new(this);
        if (_fields.TryGetValue(name, out Array? known) && known is T[] copy)
            return copy;
        MuJoCoLibrary.ThrowIfFailed(Find(lease.Handle, name, out nint pointer, out long count, out FieldKind kind), $"mjModel.{name}");
        if (kind != wanted)
            throw new IntervenGenException($"mjModel.{name} holds {kind}, wanted {wanted}");
        copy = new ReadOnlySpan<T>((void*)pointer, checked((int)count)).ToArray();
        _fields[name] = copy;
        return copy;
    }

    private static int Find(nint model, string name, out nint pointer, out long count, out FieldKind kind)
    {
        ReadOnlySpan<byte> text = MjName.Write(name, stackalloc byte[MjName.MaxBytes]);
        nint where;
        long elements;
        int what;
        int status;
        fixed (byte* first = text)
            status = FieldNative(model, first, text.Length, &where, &elements, &what);
        (pointer, count, kind) = status == 0 ? (where, elements, (FieldKind)what) : default;
        return status;
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_field")]
    private static partial int FieldNative(nint model, byte* name, int length, nint* pointer, long* count, int* kind);
}

/// <summary>Element kinds in the shim's field table.</summary>
internal enum FieldKind
{
    Other = 0,
    Double = 1,
    Single = 2,
    Int32 = 3,
    Byte = 4,
    Int64 = 5,
}
