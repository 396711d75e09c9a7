using IntervenGen.Core;
using Microsoft.ML.OnnxRuntime;

namespace IntervenGen.Learning.Onnx;

/// <summary>Bound inputs and outputs of a model for a fixed number of rows, made once and used for every step.</summary>
internal sealed class OnnxBatch : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _path;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly List<OrtValue> _values = [];

    public OnnxBatch(OnnxModel model, int rows)
    {
        OnnxSignature signature = model.Signature;
        (_session, _path, Rows) = (model.Session, model.Path, rows);
        _binding = _session.CreateIoBinding();
        Observations = new float[rows * signature.Width];
        Actions = new float[rows * signature.Modes * signature.ActionSize];
        Logits = new float[signature.Logits is null ? 0 : rows * signature.Modes];
        long[] seen = signature.ObservationShape.Length == 3 ? [rows, 1, signature.Width] : [rows, signature.Width];
        long[] acts = signature.ActionShape.Length == 3 ? [rows, signature.Modes, signature.ActionSize] : [rows, signature.ActionSize];
        _binding.BindInput(signature.Observation, Value(Observations, seen));
        _binding.BindOutput(signature.Action, Value(Actions, acts));
        if (signature.Logits is { } logits)
            _binding.BindOutput(logits, Value(Logits, [rows, signature.Modes]));
        foreach (OnnxState state in signature.States)
        {
            float[] before = new float[rows * state.Count], after = new float[rows * state.Count];
            States.Add((state, before, after));
            _binding.BindInput(state.Input, Value(before, [state.Layers, rows, state.Units]));
            _binding.BindOutput(state.Output, Value(after, [state.Layers, rows, state.Units]));
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>The observations, shape [rows, width].</summary>
    public float[] Observations { get; }

    /// <summary>The actions or means, shape [rows, modes, action size].</summary>
    public float[] Actions { get; }

    /// <summary>The logits, shape [rows, modes]; empty without a mixture.</summary>
    public float[] Logits { get; }

    /// <summary>The states before and after a step, shape [layers, rows, units] each.</summary>
    public List<(OnnxState State, float[] Before, float[] After)> States { get; } = [];

    /// <summary>Computes one step of all rows.</summary>
    /// <exception cref="UsageException">The model gives other sizes than it says.</exception>
    public void Run()
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
    public void Dispose()
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
