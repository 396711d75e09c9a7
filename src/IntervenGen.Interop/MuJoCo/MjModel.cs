using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>A compiled MuJoCo model: constant, shared by every lane.</summary>
/// <remarks>Reading is safe from any thread. Fields are asked for by name; the struct is never mirrored.</remarks>
public sealed unsafe partial class MjModel : SafeHandle
{
    private MjModel()
        : base(0, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal nint Pointer => handle;

    /// <summary>Compiles MJCF text.</summary>
    /// <param name="xml">The model.</param>
    /// <param name="origin">Where the text came from, for the message.</param>
    /// <exception cref="UsageException">The text does not compile; the message is MuJoCo's own, with its line.</exception>
    public static MjModel FromXml(string xml, string origin)
    {
        MuJoCoLibrary.EnsureLoaded();
        byte[] text = Encoding.UTF8.GetBytes(xml);
        var model = new MjModel();
        nint pointer;
        int status;
        fixed (byte* first = text)
            status = Load(first, text.Length, &pointer);
        if (status != 0)
        {
            model.Dispose();
            try
            {
                MuJoCoLibrary.ThrowIfFailed(status, "mj_loadXML");
            }
            catch (NativeException exception)
            {
                throw new UsageException($"{origin}: the model does not compile: {exception.Message.ReplaceLineEndings(" ")}", exception);
            }
        }

        model.SetHandle(pointer);
        return model;
    }

    /// <summary>A copy that differs in its timestep alone: a world made from either can be advanced with both.</summary>
    /// <param name="seconds">Timestep, above 0.</param>
    public MjModel WithTimestep(double seconds)
    {
        nint pointer;
        MuJoCoLibrary.ThrowIfFailed(WithTimestepNative(handle, seconds, &pointer), "mj_copyModel");
        var copy = new MjModel();
        copy.SetHandle(pointer);
        return copy;
    }

    /// <summary>One of the model's sizes, such as <c>nq</c>.</summary>
    public int Size(string name)
    {
        long value;
        fixed (byte* text = Terminated(name))
            MuJoCoLibrary.ThrowIfFailed(SizeNative(handle, text, &value), $"mjModel.{name}");
        return checked((int)value);
    }

    /// <summary>Id of a named element.</summary>
    /// <param name="type">MuJoCo's word: body, joint, geom, site, actuator …</param>
    /// <param name="name">The element's name.</param>
    /// <exception cref="IntervenGenException">The model has no such element.</exception>
    public int Id(string type, string name)
    {
        int id;
        fixed (byte* typeText = Terminated(type))
        fixed (byte* nameText = Terminated(name))
            MuJoCoLibrary.ThrowIfFailed(NameToId(handle, typeText, nameText, &id), $"mj_name2id({type}, {name})");
        return id >= 0 ? id : throw new IntervenGenException($"the model has no {type} named '{name}'");
    }

    /// <summary>A field of doubles, such as <c>jnt_range</c>; valid while the model lives.</summary>
    public ReadOnlySpan<double> Doubles(string name)
    {
        (nint pointer, int count) = Field(name, FieldKind.Double);
        return new ReadOnlySpan<double>((void*)pointer, count);
    }

    /// <summary>A field of 32-bit integers, such as <c>jnt_qposadr</c>; valid while the model lives.</summary>
    public ReadOnlySpan<int> Integers(string name)
    {
        (nint pointer, int count) = Field(name, FieldKind.Int32);
        return new ReadOnlySpan<int>((void*)pointer, count);
    }

    /// <summary>A field of singles, such as <c>geom_rgba</c>; valid while the model lives.</summary>
    public ReadOnlySpan<float> Singles(string name)
    {
        (nint pointer, int count) = Field(name, FieldKind.Single);
        return new ReadOnlySpan<float>((void*)pointer, count);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Free(handle) == 0;

    internal static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private (nint Pointer, int Count) Field(string name, FieldKind wanted)
    {
        nint pointer;
        long count;
        int kind;
        fixed (byte* text = Terminated(name))
            MuJoCoLibrary.ThrowIfFailed(FieldNative(handle, text, &pointer, &count, &kind), $"mjModel.{name}");
        return kind == (int)wanted
            ? (pointer, checked((int)count))
            : throw new IntervenGenException($"mjModel.{name} holds {(FieldKind)kind}, wanted {wanted}");
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_load")]
    private static partial int Load(byte* xml, int length, nint* model);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_with_timestep")]
    private static partial int WithTimestepNative(nint model, double timestep, nint* copy);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_free")]
    private static partial int Free(nint model);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_size")]
    private static partial int SizeNative(nint model, byte* name, long* value);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_name_to_id")]
    private static partial int NameToId(nint model, byte* type, byte* name, int* id);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_field")]
    private static partial int FieldNative(nint model, byte* name, nint* pointer, long* count, int* kind);
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
