using IntervenGen.Core;
using IntervenGen.Learning.Models;

namespace IntervenGen.Learning.Policies;

/// <summary>Networks of one step that a runtime of others evaluates.</summary>
internal abstract class ModelFormat : IPolicyFormat
{
    public abstract string Name { get; }

    public abstract bool Matches(string source);

    public abstract PolicyFacts Inspect(string source);

    public PolicyDescription Describe(string source)
    {
        using IModel model = Load(source, spec: null);
        string states = model.States.Count == 0 ? "" : $", {model.States.Count} states of " +
            string.Join(", ", model.States.Select(state => $"{state.Layers} x {state.Units}"));
        IReadOnlyList<ObservationField> all = model.Width > 0 ? [new ObservationField("all", model.Width)] : [];
        return new PolicyDescription(FactsOf(model.Digest, model.Origin))
        {
            Network = $"{model.Words}{states}{(model.IsMixture ? $", {model.Modes} modes" : "")}",
            Parameters = model.Parameters,
            Observations = model.Origin.Observations is { Count: > 0 } said ? said : all,
            ActionSize = model.ActionSize,
            ResetEvery = model.Origin.ResetEvery,
            Training = model.Origin.Digest.Length > 0 ? [$"exported from the checkpoint with digest {model.Origin.Digest}"] : [],
        };
    }

    public LoadedPolicy Open(string source, TaskSpec spec, RecurrentPolicyOptions options)
    {
        IModel model = Load(source, spec);
        return new LoadedPolicy(ModelUse.Open(model, spec, options), FactsOf(model.Digest, model.Origin));
    }

    /// <summary>Loads the model.</summary>
    /// <param name="source">A path.</param>
    /// <param name="spec">What it is to be used on; null for any task.</param>
    protected abstract IModel Load(string source, TaskSpec? spec);

    protected PolicyFacts FactsOf(string digest, ModelOrigin origin) =>
        new(Name, digest, origin.Task, origin.LearnedFromInterventions, origin.Observability);
}
