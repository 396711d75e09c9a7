using IntervenGen.Core;

namespace IntervenGen.Interop.Torch;

/// <summary>A BC-RNN-GMM network with its optimiser: an LSTM and three linear heads (mean, scale, logits).</summary>
/// <remarks>
/// Letters: B windows, T steps, O observation, A action, H hidden, L layers, K modes. All arrays are row-major.
/// One thread at a time, except <see cref="InferRows"/>, which any number of threads may call once <see cref="Pack"/> has returned.
/// </remarks>
public sealed unsafe partial class TorchPolicy : IDisposable
{
    private readonly TorchPolicyHandle _handle;

    /// <summary>Creates a policy with PyTorch's default initial weights.</summary>
    /// <exception cref="NativeException">A size is out of range, or CUDA was asked for where there is none.</exception>
    public TorchPolicy(in TorchPolicyConfig config)
    {
        TorchLibrary.EnsureLoaded();
        var native = new NativeConfig
        {
            Size = sizeof(NativeConfig),
            Version = TorchLibrary.AbiVersion,
            ObservationSize = config.ObservationSize,
            ActionSize = config.ActionSize,
            Hidden = config.Hidden,
            Layers = config.Layers,
            Modes = config.Modes,
            MinStd = config.MinStd,
            Seed = config.Seed,
            Device = (int)config.Device,
            Isa = (int)config.InstructionSet,
            Threads = config.Threads,
        };
        nint policy;
        TorchLibrary.ThrowIfFailed(CreateNative(&native, &policy), "create policy");
        _handle = new TorchPolicyHandle(policy);
        Config = config;
        Parameters = ReadParameters();
    }

    /// <summary>Sizes and device of the network.</summary>
    public TorchPolicyConfig Config { get; }

    /// <summary>Names and shapes of the parameters, in order.</summary>
    public IReadOnlyList<TorchParameter> Parameters { get; }

    /// <summary>Number of updates that Adam has made.</summary>
    public long Step
    {
        get
        {
            using Lease lease = new(_handle);
            long step;
            TorchLibrary.ThrowIfFailed(GetStepNative(lease.Handle, &step));
            return step;
        }
        set
        {
            using Lease lease = new(_handle);
            TorchLibrary.ThrowIfFailed(SetStepNative(lease.Handle, value));
        }
    }

    /// <summary>Copies one array of a parameter out.</summary>
    /// <param name="slot">Which array of the parameter.</param>
    /// <param name="index">Index into <see cref="Parameters"/>.</param>
    /// <param name="values">Shape [rows, columns].</param>
    /// <exception cref="NativeException">The index or the length is wrong.</exception>
    public void CopyOut(TorchSlot slot, int index, Span<float> values)
    {
        using Lease lease = new(_handle);
        fixed (float* pointer = values)
            TorchLibrary.ThrowIfFailed(CopyOutNative(lease.Handle, (int)slot, index, pointer, values.Length));
    }

    /// <summary>Replaces one array of a parameter. Call <see cref="Pack"/> afterwards if rows are to be inferred.</summary>
    /// <inheritdoc cref="CopyOut"/>
    public void CopyIn(TorchSlot slot, int index, ReadOnlySpan<float> values)
    {
        using Lease lease = new(_handle);
        fixed (float* pointer = values)
            TorchLibrary.ThrowIfFailed(CopyInNative(lease.Handle, (int)slot, index, pointer, values.Length));
    }

    /// <summary>Mean negative log-likelihood of actions given observations, from zero hidden state.</summary>
    /// <param name="observations">Shape [B, T, O].</param>
    /// <param name="actions">Shape [B, T, A].</param>
    /// <param name="batch">Number of windows, B.</param>
    /// <param name="steps">Number of steps of a window, T.</param>
    /// <param name="method">How the loss is computed on the CPU.</param>
    /// <exception cref="ArgumentException">A span's length is not what B, T and the config say.</exception>
    public double Loss(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps, TorchMethod method = TorchMethod.Fused)
    {
        CheckWindows(observations, actions, batch, steps);
        using Lease lease = new(_handle);
        double loss;
        fixed (float* x = observations, a = actions)
            TorchLibrary.ThrowIfFailed(
                LossNative(lease.Handle, (int)method, x, observations.Length, a, actions.Length, batch, steps, &loss));
        return loss;
    }

    /// <summary>As <see cref="Loss"/>, and leaves the gradient in <see cref="TorchSlot.Gradient"/>.</summary>
    /// <inheritdoc cref="Loss"/>
    public double Gradient(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps, TorchMethod method = TorchMethod.Fused)
    {
        CheckWindows(observations, actions, batch, steps);
        using Lease lease = new(_handle);
        double loss;
        fixed (float* x = observations, a = actions)
            TorchLibrary.ThrowIfFailed(
                GradientNative(lease.Handle, (int)method, x, observations.Length, a, actions.Length, batch, steps, &loss));
        return loss;
    }

    /// <summary>One gradient and one Adam update (β 0.9 and 0.999, ε 1e-8).</summary>
    /// <param name="observations">Shape [B, T, O].</param>
    /// <param name="actions">Actions, shape [B, T, A].</param>
    /// <param name="batch">Number of windows, B.</param>
    /// <param name="steps">Number of steps of a window, T.</param>
    /// <param name="learningRate">Learning rate of this update.</param>
    /// <param name="averageDecay">If positive, averages are updated too: average = decay · average + (1 − decay) · value.</param>
    /// <returns>The loss before the update.</returns>
    /// <remarks>On the CPU the same, bit for bit, for every <see cref="TorchPolicyConfig.Threads"/>.</remarks>
    /// <exception cref="ArgumentException">A span's length is not what B, T and the config say.</exception>
    public double TrainStep(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps, float learningRate, float averageDecay = 0)
    {
        CheckWindows(observations, actions, batch, steps);
        using Lease lease = new(_handle);
        double loss;
        fixed (float* x = observations, a = actions)
        {
            TorchLibrary.ThrowIfFailed(
                TrainStepNative(
                    lease.Handle, x, observations.Length, a, actions.Length, batch, steps, learningRate, averageDecay, &loss));
        }


        return loss;
    }

    /// <summary>Brings the CPU kernel's copy of the weights up to date. Not while another thread infers.</summary>
    public void Pack()
    {
        using Lease lease = new(_handle);
        TorchLibrary.ThrowIfFailed(PackNative(lease.Handle));
    }

    /// <summary>One step of a batch through libtorch, on the policy's device.</summary>
    /// <param name="rows">Number of rows, R.</param>
    /// <param name="observations">Shape [R, O].</param>
    /// <param name="hidden">Shape [L, R, H], read and written.</param>
    /// <param name="cell">Shape [L, R, H], read and written.</param>
    /// <param name="means">Result, shape [R, K, A], tanh applied.</param>
    /// <param name="logits">Result, shape [R, K].</param>
    /// <exception cref="ArgumentException">A span's length is wrong.</exception>
    public void Infer(
        int rows, ReadOnlySpan<float> observations, Span<float> hidden, Span<float> cell, Span<float> means, Span<float> logits)
    {
        Infer(false, default, rows, observations, hidden, cell, means, logits);
    }

    /// <summary>One step of the listed rows through the packed CPU kernel.</summary>
    /// <param name="rows">Indices of the rows to compute, each at most once.</param>
    /// <param name="capacity">R: rows in every array below; rows that are not listed are not touched.</param>
    /// <param name="observations">Shape [R, O].</param>
    /// <param name="hidden">Shape [R, L, H], read and written.</param>
    /// <param name="cell">Shape [R, L, H], read and written.</param>
    /// <param name="means">Result, shape [R, K, A], tanh applied.</param>
    /// <param name="logits">Result, shape [R, K].</param>
    /// <remarks>A row's result is the same, bit for bit, whatever other rows are listed. Allocates nothing. Any thread.</remarks>
    /// <exception cref="ArgumentException">A span's length is wrong.</exception>
    /// <exception cref="NativeException">A row is out of range, or the policy was never packed.</exception>
    public void InferRows(
        ReadOnlySpan<int> rows, int capacity, ReadOnlySpan<float> observations, Span<float> hidden, Span<float> cell, Span<float> means,
        Span<float> logits)
    {
        Infer(true, rows, capacity, observations, hidden, cell, means, logits);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    // One step of all rows, or of the listed ones.
    private void Infer(
        bool isListed, ReadOnlySpan<int> listed, int capacity, ReadOnlySpan<float> observations, Span<float> hidden, Span<float> cell,
        Span<float> means, Span<float> logits)
    {
        CheckRows(capacity, observations, hidden, cell, means, logits);
        using Lease lease = new(_handle);
        fixed (int* rows = listed)
        fixed (float* x = observations, h = hidden, c = cell, m = means, k = logits)
        {
            var arrays = new NativeRows
            {
                Size = sizeof(NativeRows),
                Capacity = capacity,
                Observations = x,
                ObservationCount = observations.Length,
                Hidden = h,
                HiddenCount = hidden.Length,
                Cell = c,
                CellCount = cell.Length,
                Means = m,
                MeanCount = means.Length,
                Logits = k,
                LogitCount = logits.Length,
            };
            TorchLibrary.ThrowIfFailed(
                isListed ? InferRowsNative(lease.Handle, rows, listed.Length, &arrays) : InferNative(lease.Handle, &arrays), "infer");
        }
    }

    private TorchParameter[] ReadParameters()
    {
        using Lease lease = new(_handle);
        int count;
        TorchLibrary.ThrowIfFailed(ParameterCountNative(lease.Handle, &count));
        var parameters = new TorchParameter[count];
        Span<byte> buffer = stackalloc byte[128];
        for (int i = 0; i < count; i++)
        {
            int rows, columns;
            fixed (byte* pointer = buffer)
                TorchLibrary.ThrowIfFailed(ParameterNameNative(lease.Handle, i, pointer, buffer.Length));
            TorchLibrary.ThrowIfFailed(ParameterShapeNative(lease.Handle, i, &rows, &columns));
            parameters[i] = new TorchParameter(NativeText.UntilZero(buffer), rows, columns);
        }

        return parameters;
    }

    private void CheckWindows(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        SpanLength.Require(observations.Length, (long)batch * steps * Config.ObservationSize, nameof(observations));
        SpanLength.Require(actions.Length, (long)batch * steps * Config.ActionSize, nameof(actions));
    }

    private void CheckRows(
        int rows, ReadOnlySpan<float> observations, ReadOnlySpan<float> hidden, ReadOnlySpan<float> cell, ReadOnlySpan<float> means,
        ReadOnlySpan<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        long state = (long)rows * Config.Layers * Config.Hidden;
        SpanLength.Require(observations.Length, (long)rows * Config.ObservationSize, nameof(observations));
        SpanLength.Require(hidden.Length, state, nameof(hidden));
        SpanLength.Require(cell.Length, state, nameof(cell));
        SpanLength.Require(means.Length, (long)rows * Config.Modes * Config.ActionSize, nameof(means));
        SpanLength.Require(logits.Length, (long)rows * Config.Modes, nameof(logits));
    }
}
