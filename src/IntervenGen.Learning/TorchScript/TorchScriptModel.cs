using IntervenGen.Core;
using IntervenGen.Learning.Models;
using IntervenGen.Learning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace IntervenGen.Learning.TorchScript;

/// <summary>A TorchScript module as a network of one step: <c>forward(obs, states…)</c> gives an action or a mixture, and states.</summary>
/// <remarks>
/// A module does not say its sizes. Those of the states are in its extra file or follow from the weights of its one recurrent network;
/// the width of observations is tried, the task's first and then those of its matrices; the others are seen in what it gives.
/// </remarks>
internal sealed class TorchScriptModel : IModel
{
    private const int MaxModes = 1024;

    private readonly TorchScriptFile _file;

    private TorchScriptModel(TorchScriptFile file, TorchScriptModule module)
    {
        (_file, Module) = (file, module);
        States = TorchScriptStates.Find(module, file.Origin.States, $"'{file.Path}'");
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public string Digest => _file.Digest;

    /// <inheritdoc/>
    public ModelOrigin Origin => _file.Origin;

    /// <inheritdoc/>
    public string Words => "a program in TorchScript";

    /// <inheritdoc/>
    public long Parameters => Module.Parameters.Sum(parameter => parameter.Shape.Aggregate(1L, (count, size) => count * size));

    /// <inheritdoc/>
    public int Width { get; private set; }

    /// <inheritdoc/>
    public int ActionSize { get; private set; }

    /// <inheritdoc/>
    public bool IsMixture { get; private set; }

    /// <inheritdoc/>
    public int Modes { get; private set; } = 1;

    /// <inheritdoc/>
    public bool IsOneRow => false;

    /// <inheritdoc/>
    public IReadOnlyList<ModelState> States { get; }

    /// <summary>The module.</summary>
    public TorchScriptModule Module { get; }

    /// <summary>Loads a module into libtorch and tries it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="width">How many numbers it is to observe; null where that is not known.</param>
    /// <exception cref="UsageException">libtorch is not on this machine, or the module is no policy.</exception>
    /// <exception cref="EpisodeFormatException">libtorch cannot read it.</exception>
    public static TorchScriptModel Load(TorchScriptFile file, int? width)
    {
        var module = TorchScriptModule.Load(file);
        try
        {
            var model = new TorchScriptModel(file, module);
            model.FindWidth(width);
            return model;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ModelBatch CreateBatch(int rows) => new TorchScriptBatch(this, rows);

    /// <inheritdoc/>
    public void Dispose() => Module.Dispose();

    private void FindWidth(int? width)
    {
        int[] widths = Origin.Observations.Count > 0
            ? [Origin.Observations.Sum(field => field.Size)]
            : [.. new[] { width ?? 0 }.Concat(Module.Parameters.Where(parameter => parameter.Shape.Length == 2)
                .Select(parameter => (int)Math.Min(parameter.Shape[1], int.MaxValue)))
                .Where(one => one is >= 1 and <= NetworkShape.MaxObservation).Distinct()];
        UsageException? first = null;
        foreach (int one in widths)
        {
            try
            {
                Try(one);
                return;
            }
            catch (UsageException exception)
            {
                first ??= exception;
            }
        }

        // Without a task, a module that says nothing may be shown all the same.
        if (first is not null && (width is not null || Origin.Observations.Count > 0))
            throw first;
    }

    private void Try(int width)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = inference_mode();
        Tensor[] inputs = [zeros(1, width), .. States.Select(state => zeros(state.Layers, 1, state.Units))];
        Tensor[] outputs = Module.Call(inputs);
        int own = outputs.Length - States.Count;
        if (own is not (1 or 3))
        {
            throw Unusable(
                $"it gives {outputs.Length} tensors for {States.Count} states; expected an action, or mean, scale and logits, and " +
                "then the next states");
        }

        long[] acts = outputs[0].shape;
        bool isMixture = own == 3;
        if (acts.Length != (isMixture ? 3 : 2) || acts[0] != 1 || acts[^1] is < 1 or > NetworkShape.MaxAction
            || (isMixture && acts[1] is < 1 or > MaxModes))
        {
            throw Unusable(
                $"it gives {(isMixture ? "means" : "actions")} of sizes [{string.Join(", ", acts)}] for one row, expected " +
                $"{(isMixture ? "[1, modes, components]" : "[1, components]")}");
        }

        (Width, ActionSize, IsMixture, Modes) = (width, (int)acts[^1], isMixture, isMixture ? (int)acts[1] : 1);
        using ModelBatch batch = CreateBatch(1);
        batch.Run();
        float[] before = [.. batch.Actions];
        batch.Run();
        if (!before.AsSpan().SequenceEqual(batch.Actions))
            throw Unusable("it does not answer the same twice: it draws numbers, or keeps a state to itself");
    }

    private UsageException Unusable(string why) => new($"'{Path}' cannot be used: {why}");
}
