namespace IntervenGen.Interop.Torch;

/// <summary>The device that holds a policy's tensors.</summary>
public enum TorchDevice
{
    /// <summary>The CPU; gradient steps use the fused kernels.</summary>
    Cpu = 0,

    /// <summary>The first GPU; everything uses libtorch.</summary>
    Cuda = 1,
}

/// <summary>The instruction set of the CPU kernels.</summary>
public enum TorchInstructionSet
{
    /// <summary>The widest instruction set that this machine has.</summary>
    Best = 0,

    /// <summary>The baseline of the architecture, which every machine has.</summary>
    Base = 1,

    /// <summary>AVX2 with FMA: eight floats.</summary>
    Avx2 = 2,

    /// <summary>AVX-512 F, VL, BW, DQ and CD: sixteen floats.</summary>
    Avx512 = 3,
}

/// <summary>The arrays kept for each parameter.</summary>
public enum TorchSlot
{
    /// <summary>The parameter itself.</summary>
    Value = 0,

    /// <summary>Adam's running mean of gradients.</summary>
    FirstMoment = 1,

    /// <summary>Adam's running mean of squared gradients.</summary>
    SecondMoment = 2,

    /// <summary>The exponential moving average of the parameter.</summary>
    Average = 3,

    /// <summary>The gradient of the last batch.</summary>
    Gradient = 4,
}

/// <summary>How a loss or gradient is computed on the CPU; on CUDA it is always <see cref="Torch"/>.</summary>
public enum TorchMethod
{
    /// <summary>The hand-written, fused kernels.</summary>
    Fused = 0,

    /// <summary>libtorch's operators and automatic differentiation: slower, and the oracle of the other.</summary>
    Torch = 1,
}

/// <summary>Name and shape of one parameter of a policy.</summary>
/// <param name="Name">PyTorch's name, such as <c>lstm.weight_ih_l0</c>.</param>
/// <param name="Rows">Number of rows, or length of a vector.</param>
/// <param name="Columns">Number of columns; 0 for a vector.</param>
public sealed record TorchParameter(string Name, int Rows, int Columns)
{
    /// <summary>Number of elements of the parameter.</summary>
    public int Count => Rows * Math.Max(1, Columns);
}

/// <summary>Sizes and device of a policy.</summary>
public readonly record struct TorchPolicyConfig
{
    /// <summary>Creates the defaults: two layers, five modes, minimum deviation 1e-4, one thread, CPU.</summary>
    public TorchPolicyConfig()
    {
    }

    /// <summary>Number of components of an observation (O).</summary>
    public required int ObservationSize { get; init; }

    /// <summary>Number of components of an action (A).</summary>
    public required int ActionSize { get; init; }

    /// <summary>Number of hidden units per LSTM layer (H), at most 1024.</summary>
    public required int Hidden { get; init; }

    /// <summary>Number of LSTM layers (L).</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Number of modes of the Gaussian mixture (K).</summary>
    public int Modes { get; init; } = 5;

    /// <summary>Added to every standard deviation in training.</summary>
    public float MinStd { get; init; } = 1e-4f;

    /// <summary>Seed of the initial weights.</summary>
    public ulong Seed { get; init; }

    /// <summary>The device that holds the tensors.</summary>
    public TorchDevice Device { get; init; }

    /// <summary>The instruction set of the CPU kernels.</summary>
    public TorchInstructionSet InstructionSet { get; init; }

    /// <summary>Number of threads of a gradient step on the CPU. It changes the duration, never the result.</summary>
    public int Threads { get; init; } = 1;
}
