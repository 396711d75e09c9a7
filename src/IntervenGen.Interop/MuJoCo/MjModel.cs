using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>A compiled MuJoCo model: constant, shared by every lane.</summary>
/// <remarks>
/// Reading is safe from any thread. Fields are asked for by name; the struct is never mirrored. The model's memory lives until this,
/// its copies, its worlds and its renderers are all gone, so they may be disposed in any order.
/// </remarks>
public sealed unsafe partial class MjModel : SafeHandle
{
    private MjModel(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Compiles trusted MJCF text in this process; relative files are not found.</summary>
    /// <param name="xml">The MJCF text.</param>
    /// <param name="origin">Where the text came from, for the message.</param>
    /// <remarks>Foreign models are compiled by <see cref="MjcfSource"/>, in a process of its own.</remarks>
    /// <exception cref="UsageException">The text does not compile; the message is MuJoCo's own, with its line.</exception>
    public static MjModel FromXml(string xml, string origin)
    {
        ArgumentNullException.ThrowIfNull(xml);
        MuJoCoLibrary.EnsureLoaded();
        nint handle;
        int status;
        byte[] text = Encoding.UTF8.GetBytes(xml);
        fixed (byte* first = text)
            status = Load(first, text.Length, &handle);
        return status == 0 ? new MjModel(handle) : throw DoesNotCompile(origin, MuJoCoLibrary.LastError());
    }

    /// <summary>Loads a model that MuJoCo has compiled elsewhere.</summary>
    /// <exception cref="NativeException">The bytes are no model of this MuJoCo.</exception>
    internal static MjModel FromBinary(ReadOnlySpan<byte> bytes)
    {
        MuJoCoLibrary.EnsureLoaded();
        nint handle;
        fixed (byte* first = bytes)
            MuJoCoLibrary.ThrowIfFailed(LoadBinary(first, bytes.Length, &handle), "mj_loadModel");
        return new MjModel(handle);
    }

    internal static UsageException DoesNotCompile(string origin, string reason) =>
        new($"{origin}: the model does not compile: {reason.ReplaceLineEndings(" ").Trim()}");

    /// <summary>Timestep, integrator and options that the model specifies.</summary>
    public MjStepping Stepping
    {
        get
        {
            using Lease lease = new(this);
            var stepping = new NativeStepping { Size = sizeof(NativeStepping) };
            MuJoCoLibrary.ThrowIfFailed(SteppingNative(lease.Handle, &stepping));
            return new MjStepping(stepping.Timestep, (MjIntegrator)stepping.Integrator, stepping.Iterations, (MjDisabled)stepping.Disabled);
        }
    }

    /// <summary>A model that differs in its timestep alone and shares all else: a world made from either can be advanced with
    /// both.</summary>
    /// <param name="seconds">Timestep, above 0.</param>
    public MjModel WithTimestep(double seconds)
    {
        using Lease lease = new(this);
        nint copy;
        MuJoCoLibrary.ThrowIfFailed(WithTimestepNative(lease.Handle, seconds, &copy), "a model with another timestep");
        return new MjModel(copy);
    }

    /// <summary>One of the model's sizes, such as <c>nq</c>.</summary>
    public int Size(string name)
    {
        ReadOnlySpan<byte> text = MjName.Write(name, stackalloc byte[MjName.MaxBytes]);
        using Lease lease = new(this);
        long value;
        fixed (byte* first = text)
            MuJoCoLibrary.ThrowIfFailed(SizeNative(lease.Handle, first, text.Length, &value), $"mjModel.{name}");
        return checked((int)value);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Free(handle) == 0;

    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeStepping
    {
        public int Size, Integrator;
        public double Timestep;
        public int Iterations, Disabled;
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_load")]
    private static partial int Load(byte* xml, int length, nint* model);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_load_binary")]
    private static partial int LoadBinary(byte* bytes, int length, nint* model);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_with_timestep")]
    private static partial int WithTimestepNative(nint model, double timestep, nint* copy);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_free")]
    private static partial int Free(nint model);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_model_stepping")]
    private static partial int SteppingNative(nint model, NativeStepping* stepping);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_size")]
    private static partial int SizeNative(nint model, byte* name, int length, long* value);
}
