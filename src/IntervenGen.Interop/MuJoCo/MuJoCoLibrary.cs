using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>The MuJoCo that was found: its version, checked against what the shim was compiled for.</summary>
public static unsafe partial class MuJoCoLibrary
{
    internal const int AbiVersion = 6;

    private static readonly Lazy<AbiInfo> Abi = new(Check);

    /// <summary>MuJoCo's version as people write it, such as 2.2.2.</summary>
    public static string Version => Dotted(Abi.Value.RuntimeVersion);

    /// <summary>The path of the shim that is loaded; loads it where it is not yet.</summary>
    /// <exception cref="AbiMismatchException">The library is missing or is another one than it was built for.</exception>
    public static string Path
    {
        get
        {
            EnsureLoaded();
            return NativeLibraries.MuJoCoPath!;
        }
    }

    /// <summary>Whether silent repair of bad states can be switched off; where not, the warning counters tell of it.</summary>
    public static bool CanDisableAutoReset => Abi.Value.HasNoAutoReset != 0;

    // Kernels are compiled into the shim that was loaded; and libmujoco takes them.
    internal static bool HasKernels => Abi.Value.Kernels != 0;

    internal static bool KernelsAreMet => Abi.Value.Kernels == 2;

    internal static string Name => $"MuJoCo {Version}";

    /// <summary>Loads the library and compares header, runtime and ABI versions.</summary>
    /// <exception cref="AbiMismatchException">The library is missing or is another one than it was built for.</exception>
    public static void EnsureLoaded() => _ = Abi.Value;

    internal static void ThrowIfFailed(int status, [CallerMemberName] string function = "")
    {
        if (status != (int)NativeStatus.Ok)
            NativeText.Throw(Name, function, status, &LastErrorNative);
    }

    /// <summary>This thread's last warning, or null.</summary>
    public static string? TakeWarning() => NativeText.Read(&TakeWarningNative) is { Length: > 0 } warning ? warning : null;

    /// <summary>Raises an error inside MuJoCo on purpose: proof that the guard turns it into an exception.</summary>
    public static void ProvokeError(string message)
    {
        ReadOnlySpan<byte> text = MjName.Write(message, stackalloc byte[MjName.MaxBytes]);
        fixed (byte* pointer = text)
            ThrowIfFailed(ProvokeErrorNative(pointer, text.Length));
    }

    internal static string LastError() => NativeText.Read(&LastErrorNative);

    private static AbiInfo Check()
    {
        var info = new AbiInfo { Size = sizeof(AbiInfo) };
        int status = AbiNative(&info);
        if (status != 0)
            throw new AbiMismatchException($"libigen_mujoco: {LastError()}; run tools/setup to build it again");
        if (info.AbiVersion != AbiVersion)
        {
            throw new AbiMismatchException(
                $"libigen_mujoco has ABI {info.AbiVersion}, expected {AbiVersion}; run tools/setup to build it again");
        }

        if (info.HeaderVersion != info.RuntimeVersion)
        {
            throw new AbiMismatchException(
                $"libigen_mujoco was compiled for MuJoCo {Dotted(info.HeaderVersion)} but {Dotted(info.RuntimeVersion)} was loaded; " +
                "set MUJOCO_HOME (or unset it) and run tools/setup again");
        }

        if (info.NumberSize != sizeof(double))
            throw new AbiMismatchException($"MuJoCo computes in {info.NumberSize}-byte numbers, expected {sizeof(double)}");
        return info;
    }

    // 222 is 2.2.2, and from 3.5.0 on 3012000 is 3.12.0.
    internal static string Dotted(int version) => version switch
    {
        < 1000 => $"{version / 100}.{version / 10 % 10}.{version % 10}",
        _ => $"{version / 1000000}.{version / 1000 % 1000}.{version % 1000}",
    };

    [StructLayout(LayoutKind.Sequential)]
    internal struct AbiInfo
    {
        public int Size, AbiVersion, HeaderVersion, RuntimeVersion, NumberSize, WarningCount, HasNoAutoReset, Kernels;
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_abi")]
    private static partial int AbiNative(AbiInfo* info);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_last_error")]
    private static partial int LastErrorNative(byte* buffer, int capacity);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_take_warning")]
    private static partial int TakeWarningNative(byte* buffer, int capacity);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_provoke_error")]
    private static partial int ProvokeErrorNative(byte* message, int length);
}
