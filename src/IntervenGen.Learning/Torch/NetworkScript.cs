using IntervenGen.Learning.Networks;
using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>The network written out in TorchScript: one call of libtorch's interpreter for a gradient step or a step in use.</summary>
/// <remarks>
/// Called one by one from C#, the operators of a gradient step, and all that cuDNN starts for them, keep a GPU waiting most of the time.
/// Here a cell of the recurrence is one kernel, Adam goes over lists of tensors, and nothing comes back in between. The caller opens a
/// dispose scope and switches gradients off. One thread at a time.
/// </remarks>
internal sealed class NetworkScript : IDisposable
{
    private readonly jit.CompilationUnit _unit = jit.compile(Source());
    private readonly NetworkShape _shape;
    private readonly Tensor[] _values;

    /// <summary>Compiles the script for a network; it must outlive this.</summary>
    public NetworkScript(TorchNetwork network)
    {
        _shape = network.Shape;
        _values = [.. network.Values.Select(value => value.detach().DetachFromDisposeScope())];
    }

    /// <summary>One step of a batch in use.</summary>
    /// <param name="sent">Shape [B, O + 2]: observation, 1 where an episode begins, 1 where the row counts.</param>
    /// <param name="hidden">Shape [L, B, H].</param>
    /// <param name="cells">Shape [L, B, H].</param>
    /// <param name="isSomeFresh">Whether an episode begins in a row.</param>
    /// <param name="areAllListed">Whether all rows count; the others keep their state.</param>
    /// <returns>Means after tanh and logits side by side [B, K · A + K], and the next state.</returns>
    public (Tensor Heads, Tensor Hidden, Tensor Cells) Advance(
        Tensor sent, Tensor hidden, Tensor cells, bool isSomeFresh, bool areAllListed) => ((Tensor, Tensor, Tensor))_unit.invoke(
            "advance", sent, hidden, cells, _values, _shape.Layers, isSomeFresh, areAllListed);

    /// <summary>The loss and its derivative by each parameter.</summary>
    /// <param name="observations">Shape [T, B, O], on the network's device.</param>
    /// <param name="actions">Shape [T, B, A], on the network's device.</param>
    /// <returns>The loss, then the gradients in the order of the parameters.</returns>
    public Tensor[] Gradient(Tensor observations, Tensor actions) => (Tensor[])_unit.invoke(
        "gradient", observations, actions, _values, _shape.Layers, _shape.Modes, (double)_shape.MinStd);

    /// <summary>An update by Adam.</summary>
    /// <param name="gradients">One for every parameter.</param>
    /// <param name="adam">The optimiser's state.</param>
    /// <param name="learningRate">Learning rate of this update.</param>
    /// <param name="averageDecay">If positive, averages are updated too.</param>
    public void Update(Tensor[] gradients, TorchAdam adam, float learningRate, float averageDecay) => _unit.invoke(
        "update", _values, gradients, adam.First, adam.Second, adam.Average, adam.Count, (double)learningRate, (double)averageDecay);

    /// <summary>Gradient and update on windows of a set.</summary>
    /// <param name="set">The training set.</param>
    /// <param name="starts">First step of each window, shape [B].</param>
    /// <param name="steps">Number of steps of a window, T.</param>
    /// <param name="adam">The optimiser's state.</param>
    /// <param name="learningRate">Learning rate of this update.</param>
    /// <param name="averageDecay">If positive, averages are updated too.</param>
    /// <returns>The loss before the update, which the device may not have computed yet.</returns>
    public Tensor Step(HeldSet set, Tensor starts, int steps, TorchAdam adam, float learningRate, float averageDecay) =>
        (Tensor)_unit.invoke(
            "step", set.Observations, set.Actions, set.Last, starts, steps, _shape.Layers, _shape.Modes, (double)_shape.MinStd,
            _values, adam.First, adam.Second, adam.Average, adam.Count, (double)learningRate, (double)averageDecay);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor value in _values)
            value.Dispose();
        _unit.Dispose();
    }

    private static string Source()
    {
        using Stream stream = typeof(NetworkScript).Assembly.GetManifestResourceStream("network.torchscript")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
