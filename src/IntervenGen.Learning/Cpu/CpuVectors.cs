namespace IntervenGen.Learning.Cpu;

/// <summary>How wide the vectors of the CPU kernels are. Results do not depend on it, to the last bit.</summary>
public enum CpuVectors
{
    /// <summary>The widest that this machine has.</summary>
    Best = 0,

    /// <summary>Four floats: every machine; slow where it has no fused multiply-add.</summary>
    Vector128 = 1,

    /// <summary>Eight floats: AVX2 with FMA.</summary>
    Vector256 = 2,

    /// <summary>Sixteen floats: AVX-512.</summary>
    Vector512 = 3,
}
