namespace IntervenGen.Learning.Cpu;

/// <summary>Vector width of the CPU kernels. Results do not depend on it, to the last bit.</summary>
public enum CpuVectors
{
    /// <summary>The widest vectors that this machine supports.</summary>
    Best = 0,

    /// <summary>Four floats: available everywhere, slow without fused multiply-add in hardware.</summary>
    Vector128 = 1,

    /// <summary>Eight floats: AVX2 with FMA.</summary>
    Vector256 = 2,

    /// <summary>Sixteen floats: AVX-512.</summary>
    Vector512 = 3,
}
