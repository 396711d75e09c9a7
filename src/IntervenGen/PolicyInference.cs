namespace IntervenGen;

/// <summary>How policies are evaluated: by which library, and on which threads.</summary>
public enum PolicyInference
{
    /// <summary>Own CPU kernels; every worker evaluates its own lanes on its own core.</summary>
    Kernel = 0,

    /// <summary>libtorch on the CPU, in batches over all workers: the GPU's pipeline without a GPU.</summary>
    Batched = 1,

    /// <summary>libtorch on a GPU, in batches over all workers.</summary>
    Cuda = 2,
}
