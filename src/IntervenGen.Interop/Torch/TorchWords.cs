namespace IntervenGen.Interop.Torch;

/// <summary>Where a policy's tensors live.</summary>
public enum TorchDevice
{
    /// <summary>Main memory; gradient steps by the fused kernels.</summary>
    Cpu = 0,

    /// <summary>The first GPU; everything by libtorch.</summary>
    Cuda = 1,
}

/// <summary>Which compiled version of the CPU kernels is used.</summary>
public enum TorchInstructionSet
{
    /// <summary>The widest this machine has.</summary>
    Best = 0,

    /// <summary>What every machine of this architecture has.</summary>
    Base = 1,

    /// <summary>AVX2 and FMA.</summary>
    Avx2 = 2,

    /// <summary>AVX-512 F, VL, BW, DQ and CD.</summary>
    Avx512 = 3,
}

/// <summary>Which array of a parameter is copied.</summary>
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

    /// <summary>The last gradient.</summary>
    Gradient = 4,
}

/// <summary>How a loss or gradient is computed on the CPU; on CUDA it is always <see cref="Torch"/>.</summary>
public enum TorchMethod
{
    /// <summary>The hand-written kernels.</summary>
    Fused = 0,

    /// <summary>libtorch's operators and automatic differentiation: slower, and the oracle of the other.</summary>
    Torch = 1,
}

/// <summary>One parameter of a policy.</summary>
/// <param name="Name">PyTorch's name, such as <c>lstm.weight_ih_l0</c>.</param>
/// <param name="Rows">Rows, or length of a vector.</param>
/// <param name="Columns">Columns; 0 for a vector.</param>
public sealed record TorchParameter(string Name, int Rows, int Columns)
{
    /// <summary>Numbers in the parameter.</summary>
    public int Count => Rows * Math.Max(1, Columns);
}

/// <summary>Sizes and placement of a policy.</summary>
public readonly record struct TorchPolicyConfig
{
    /// <summary>Creates the defaults: two layers, five modes, minimum deviation 1e-4, one thread, CPU.</summary>
    public TorchPolicyConfig()
    {
    }

    /// <summary>Numbers in an observation (O).</summary>
    public required int ObservationSize { get; init; }

    /// <summary>Numbers in an action (A).</summary>
    public required int ActionSize { get; init; }

    /// <summary>Hidden units per LSTM layer (H), at most 1024.</summary>
    public required int Hidden { get; init; }

    /// <summary>LSTM layers (L).</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Modes of the Gaussian mixture (K).</summary>
    public int Modes { get; init; } = 5;

    /// <summary>Added to every standard deviation in training.</summary>
    public float MinStd { get; init; } = 1e-4f;

    /// <summary>Seed of the initial weights.</summary>
    public ulong Seed { get; init; }

    /// <summary>Where the tensors live.</summary>
    public TorchDevice Device { get; init; }

    /// <summary>Which kernels the CPU uses.</summary>
    public TorchInstructionSet InstructionSet { get; init; }

    /// <summary>Threads of a gradient step on the CPU. They change its duration, never its result.</summary>
    public int Threads { get; init; } = 1;
}
