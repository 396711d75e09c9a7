namespace IntervenGen;

/// <summary>Where a policy is evaluated.</summary>
public enum PolicyInference
{
    /// <summary>Every worker evaluates its own lanes on its own core.</summary>
    Kernel = 0,

    /// <summary>libtorch on the CPU serves all workers in batches: the GPU's pipeline without a GPU.</summary>
    Batched = 1,

    /// <summary>libtorch on a GPU serves all workers in batches.</summary>
    Cuda = 2,
}
