using IntervenGen.Core;
using IntervenGen.Learning.Onnx;

namespace IntervenGen.Learning.Policies;

/// <summary>ONNX models of one step, <c>.onnx</c>, evaluated by ONNX Runtime.</summary>
internal sealed class OnnxFormat : IPolicyFormat
{
    public string Name => "onnx";

    public bool Matches(string source) => source.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    public PolicyFacts Inspect(string source)
    {
        using OnnxModel model = OnnxModel.Load(source);
        return FactsOf(model);
    }

    public PolicyDescription Describe(string source)
    {
        using OnnxModel model = OnnxModel.Load(source);
        OnnxSignature signature = model.Signature;
        string states = signature.States.Count == 0 ? "" : $", {signature.States.Count} states of " +
            string.Join(", ", signature.States.Select(state => $"{state.Layers} x {state.Units}"));
        string modes = signature.Logits is null ? "" : $", {signature.Modes} modes";
        return new PolicyDescription(FactsOf(model))
        {
            Network = $"{signature.Observation} to {signature.Action}{states}{modes}",
            Observations = model.Origin.Observations is { Count: > 0 } said ? said : [new ObservationField("all", signature.Width)],
            ActionSize = signature.ActionSize,
            ResetEvery = model.Origin.ResetEvery,
            Training = model.Origin.Digest.Length > 0 ? [$"exported from the checkpoint with digest {model.Origin.Digest}"] : [],
        };
    }

    public LoadedPolicy Open(string source, TaskSpec spec, RecurrentPolicyOptions options)
    {
        var model = OnnxModel.Load(source);
        try
        {
            var policy = new OnnxPolicy(model, spec.ObservationSize, Columns(model, spec, options), options);
            Try(policy);
            return new LoadedPolicy(policy, FactsOf(model));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // A model may say one thing of its sizes and do another; better told before a run than in it.
    private static void Try(OnnxPolicy policy)
    {
        using IPolicySession session = policy.CreateSession(1);
        session.Begin(0, new EpisodeKey(0, SceneSplit.Source, 0, false));
        session.Infer([0]);
    }

    private static int[] Columns(OnnxModel model, TaskSpec spec, RecurrentPolicyOptions options)
    {
        OnnxSignature signature = model.Signature;
        var faults = new List<string>();
        IReadOnlyList<ObservationField> fields = model.Origin.Observations is { Count: > 0 } said ? said : spec.Observations;
        int[] columns = ObservationColumns.Find(fields, spec, faults);
        if (faults.Count == 0 && columns.Length != signature.Width)
            faults.Add($"it observes {signature.Width} numbers, and {columns.Length} are given");
        if (signature.ActionSize != spec.ActionSize)
            faults.Add($"it acts with {signature.ActionSize} numbers, the task takes {spec.ActionSize}");
        if (options.Device == ComputeDevice.Cuda)
            faults.Add("it is evaluated on the CPU; use --inference Kernel, or Batched");
        else if (options.BatchedTorch && signature.IsOneRow)
            faults.Add("it takes one observation at a time; use --inference Kernel");
        if (faults.Count > 0)
        {
            string given = string.Join(", ", spec.Observations.Select(field => $"{field.Name} ({field.Size})"));
            throw new FaultsException($"'{model.Path}' cannot be used on task '{spec.Name}', which has {given}", faults);
        }

        return columns;
    }

    private PolicyFacts FactsOf(OnnxModel model) => new(
        Name, model.Digest, model.Origin.Task, model.Origin.LearnedFromInterventions, model.Origin.Observability);
}
