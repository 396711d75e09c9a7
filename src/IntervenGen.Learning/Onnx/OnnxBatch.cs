using IntervenGen.Core;
using IntervenGen.Learning.Models;
using Microsoft.ML.OnnxRuntime;

namespace IntervenGen.Learning.Onnx;

/// <summary>Inputs and outputs that are bound to a session of ONNX Runtime.</summary>
internal sealed class OnnxBatch : ModelBatch
{
    private readonly InferenceSession _session;
    private readonly string _path;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly List<OrtValue> _values = [];

    public OnnxBatch(OnnxModel model, int rows)
        : base(model, rows)
    {
        OnnxSignature signature = model.Signature;
        (_session, _path) = (model.Session, model.Path);
        _binding = _session.CreateIoBinding();
        long[] seen = signature.ObservationShape.Length == 3 ? [rows, 1, signature.Width] : [rows, signature.Width];
        long[] acts = signature.ActionShape.Length == 3 ? [rows, signature.Modes, signature.ActionSize] : [rows, signature.ActionSize];
        _binding.BindInput(signature.Observation, Value(Observations, seen));
        _binding.BindOutput(signature.Action, Value(Actions, acts));
        if (signature.Logits is { } logits)
            _binding.BindOutput(logits, Value(Logits, [rows, signature.Modes]));
        foreach ((OnnxState state, (_, float[] before, float[] after)) in signature.States.Zip(States))
        {
            _binding.BindInput(state.Input, Value(before, [state.Layers, rows, state.Units]));
            _binding.BindOutput(state.Output, Value(after, [state.Layers, rows, state.Units]));
        }
    }

    /// <inheritdoc/>
    public override void Run()
    {
        try
        {
            _session.RunWithBinding(_options, _binding);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new UsageException($"'{_path}' cannot be evaluated: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        _values.ForEach(value => value.Dispose());
    }

    private OrtValue Value(float[] values, long[] shape)
    {
        // Keeps the array where it is until it is disposed of.
        var value = OrtValue.CreateTensorValueFromMemory(values, shape);
        _values.Add(value);
        return value;
    }
}
