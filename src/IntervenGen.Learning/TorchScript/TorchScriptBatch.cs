using IntervenGen.Core;
using IntervenGen.Learning.Models;
using IntervenGen.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace IntervenGen.Learning.TorchScript;

/// <summary>Inputs and outputs of a module's <c>forward</c>.</summary>
/// <remarks>libtorch's tensors are managed objects: a call allocates some, and leaves none behind.</remarks>
internal sealed class TorchScriptBatch(TorchScriptModel model, int rows) : ModelBatch(model, rows)
{
    /// <inheritdoc/>
    public override void Run()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = inference_mode();
        Tensor[] outputs = model.Module.Call(
            [tensor(Observations, [Rows, model.Width]), .. States.Select(state => tensor(state.Before, SizesOf(state.State)))]);
        int own = model.IsMixture ? 3 : 1;
        if (outputs.Length != own + States.Count)
            throw new UsageException($"'{model.Path}' cannot be used: it gave {own + States.Count} tensors, and now {outputs.Length}");
        Copy("actions", outputs[0], Actions, model.IsMixture ? [Rows, model.Modes, model.ActionSize] : [Rows, model.ActionSize]);
        if (model.IsMixture)
            Copy("logits", outputs[2], Logits, [Rows, model.Modes]);
        for (int i = 0; i < States.Count; i++)
            Copy($"state {i + 1}", outputs[own + i], States[i].After, SizesOf(States[i].State));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    private long[] SizesOf(ModelState state) => [state.Layers, Rows, state.Units];

    private void Copy(string name, Tensor from, float[] to, long[] sizes)
    {
        if (from.dtype != ScalarType.Float32 || !from.shape.SequenceEqual(sizes))
        {
            throw new UsageException(
                $"'{model.Path}' cannot be used: it gives {name} of {from.dtype} [{string.Join(", ", from.shape)}], expected Float32 " +
                $"[{string.Join(", ", sizes)}]");
        }

        from.CopyNumbersTo(to);
    }
}
