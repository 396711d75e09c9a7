namespace IntervenGen.Interop;

/// <summary>Which vector instructions stand in for MuJoCo's own routines.</summary>
public enum PhysicsKernelLevel
{
    /// <summary>The widest that this processor has and this MuJoCo takes.</summary>
    Auto,

    /// <summary>None: MuJoCo as its library was compiled.</summary>
    Off,

    /// <summary>AVX2 with fused multiplication.</summary>
    Avx2,

    /// <summary>AVX-512 (F, BW, CD, DQ and VL).</summary>
    Avx512,
}
