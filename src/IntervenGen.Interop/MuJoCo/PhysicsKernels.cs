using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>Faster forms of what MuJoCo 2.2 spends its time in: its solver, its constraint rows, its broad phase and its vector routines.
/// </summary>
/// <remarks>
/// A variant of the shim for each instruction set carries them; the dynamic linker takes a routine from the library that loaded libmujoco
/// before it takes libmujoco's own. All levels give the same bits, which differ from those of MuJoCo without them in the last places. The
/// choice is made once, before the first use of MuJoCo: by <see cref="Choose"/>, else by the environment variable <c>IGEN_KERNELS</c>
/// (auto, off, avx2 or avx512), else automatically. Any thread.
/// </remarks>
public static class PhysicsKernels
{
    /// <summary>The environment variable that chooses, for every program that uses the library.</summary>
    public const string Variable = KernelVariants.Variable;

    // Raised whenever the kernels add or round in another order.
    private const int Order = 1;

    /// <summary>The level in use: Off, Avx2 or Avx512. Loads MuJoCo.</summary>
    public static PhysicsKernelLevel Level =>
        MuJoCoLibrary.KernelsAreMet ? KernelVariants.Loaded ?? PhysicsKernelLevel.Off : PhysicsKernelLevel.Off;

    /// <summary>The level as reports write it: <c>AVX-512</c>, <c>AVX2</c> or <c>none</c>. Loads MuJoCo.</summary>
    public static string Name => Level switch
    {
        PhysicsKernelLevel.Avx512 => "AVX-512",
        PhysicsKernelLevel.Avx2 => "AVX2",
        _ => "none",
    };

    /// <summary>Why there are none, as one line; null where kernels are in use. Loads MuJoCo.</summary>
    public static string? Reason
    {
        get
        {
            if (Level != PhysicsKernelLevel.Off)
                return null;
            if (MuJoCoLibrary.HasKernels)
                return $"MuJoCo {MuJoCoLibrary.Version} binds its own routines inside its library, where no kernel can stand in for them";
            return IsSwitchedOff
                ? "switched off"
                : $"there are none for MuJoCo {MuJoCoLibrary.Version} on this processor";
        }
    }

    /// <summary>Whether somebody asked for MuJoCo as it is.</summary>
    public static bool IsSwitchedOff => KernelVariants.Chosen == PhysicsKernelLevel.Off;

    /// <summary>What the kernels do to the last bit of a result: part of a dataset's arithmetic. Loads MuJoCo.</summary>
    public static string Arithmetic => Level == PhysicsKernelLevel.Off ? "physics of MuJoCo" : $"physics {Order}";

    /// <summary>Computes as a dataset was made, if that can still be chosen and nobody has: without kernels where none made it.</summary>
    /// <param name="arithmetic">What the dataset says of its arithmetic; empty where it says nothing, as before there were kernels.</param>
    public static void Follow(string arithmetic)
    {
        ArgumentNullException.ThrowIfNull(arithmetic);
        if (!arithmetic.Contains($"physics {Order}", StringComparison.Ordinal))
            KernelVariants.LeaveOff();
    }

    /// <summary>Chooses for this process, before MuJoCo is used for the first time.</summary>
    /// <exception cref="UsageException">This processor lacks the instructions, or MuJoCo is loaded already with another choice.</exception>
    public static void Choose(PhysicsKernelLevel level) => KernelVariants.Choose(level);
}
