using System.Runtime.Intrinsics.X86;
using IntervenGen.Core;

namespace IntervenGen.Interop;

/// <summary>The variants of the MuJoCo shim: which one this process wants, and which it has.</summary>
/// <remarks>Any thread.</remarks>
internal static class KernelVariants
{
    /// <summary>The environment variable that chooses, for every program that uses the library.</summary>
    public const string Variable = "IGEN_KERNELS";

    private static readonly Lock s_lock = new();
    private static PhysicsKernelLevel? s_chosen, s_loaded;

    /// <summary>The level of the loaded variant; null before it is loaded.</summary>
    public static PhysicsKernelLevel? Loaded
    {
        get
        {
            lock (s_lock)
                return s_loaded;
        }

        set
        {
            lock (s_lock)
                s_loaded = value;
        }
    }

    /// <summary>The level that was asked for: by the program, else by the environment, else Auto.</summary>
    /// <exception cref="AbiMismatchException">The environment names none.</exception>
    public static PhysicsKernelLevel Chosen
    {
        get
        {
            lock (s_lock)
            {
                if (s_chosen is { } chosen)
                    return chosen;
            }

            string? text = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(text))
                return PhysicsKernelLevel.Auto;
            // A number would be parsed too.
            bool isKnown = Enum.TryParse(text, ignoreCase: true, out PhysicsKernelLevel level) && Enum.IsDefined(level);
            if (!isKnown || char.IsAsciiDigit(text[0]))
                throw new AbiMismatchException($"{Variable} is '{text}'; known: auto, off, avx2, avx512");
            return level;
        }
    }

    private static PhysicsKernelLevel Widest =>
        !Avx2.IsSupported || !Fma.IsSupported ? PhysicsKernelLevel.Off
        : Avx512BW.VL.IsSupported && Avx512CD.VL.IsSupported && Avx512DQ.VL.IsSupported ? PhysicsKernelLevel.Avx512
        : PhysicsKernelLevel.Avx2;

    /// <summary>Chooses for this process, before MuJoCo is used for the first time.</summary>
    /// <exception cref="UsageException">This processor lacks the instructions, or MuJoCo is loaded already with another choice.</exception>
    public static void Choose(PhysicsKernelLevel level)
    {
        if (!Enum.IsDefined(level))
        {
            string known = string.Join(", ", Enum.GetNames<PhysicsKernelLevel>());
            throw new UsageException($"{(int)level} is no level of kernels; known: {known}");
        }


        if (level > Widest && level is PhysicsKernelLevel.Avx2 or PhysicsKernelLevel.Avx512)
            throw new UsageException($"this processor has no {level}; use Auto");
        PhysicsKernelLevel before = Chosen;
        lock (s_lock)
        {
            if (s_loaded is { } loaded && loaded != level && before != level)
                throw new UsageException($"MuJoCo is loaded already, with kernels {loaded}; choose {level} before its first use");
            s_chosen = level;
        }
    }

    /// <summary>Leaves the kernels off where MuJoCo is not loaded yet and nobody has chosen.</summary>
    public static void LeaveOff()
    {
        lock (s_lock)
        {
            if (s_loaded is null && s_chosen is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
                s_chosen = PhysicsKernelLevel.Off;
        }
    }

    /// <summary>The shims to look for, the best first.</summary>
    public static IEnumerable<(string Library, PhysicsKernelLevel Level)> Wanted()
    {
        PhysicsKernelLevel chosen = Chosen;
        foreach (PhysicsKernelLevel level in (PhysicsKernelLevel[])[PhysicsKernelLevel.Avx512, PhysicsKernelLevel.Avx2])
        {
            if (level <= Widest && (chosen == level || chosen == PhysicsKernelLevel.Auto))
                yield return ($"{NativeLibraries.MuJoCo}_{level.ToString().ToLowerInvariant()}", level);
        }

        yield return (NativeLibraries.MuJoCo, PhysicsKernelLevel.Off);
    }
}
