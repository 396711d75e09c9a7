using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen.Learning.Policies;

/// <summary>Own checkpoints, <c>.ckpt</c>.</summary>
internal class CheckpointFormat : IPolicyFormat
{
    public virtual string Name => "checkpoint";

    // Whatever no other format recognises: a message about a checkpoint is the most useful one then.
    public virtual bool Matches(string source) => true;

    public PolicyFacts Inspect(string source) => FactsOf(Load(source));

    public PolicyDescription Describe(string source)
    {
        Checkpoint checkpoint = Load(source);
        PolicyConfig config = checkpoint.Config;
        TrainingFacts facts = checkpoint.Facts;
        return new PolicyDescription(FactsOf(checkpoint))
        {
            Network = $"BC-RNN-GMM, LSTM {config.Layers} x {config.Hidden}, {config.GmmModes} modes",
            Parameters = checkpoint.Weights.Sum(tensor => (long)tensor.Values.Length),
            Observations = checkpoint.Observations,
            ActionSize = checkpoint.ActionSize,
            ResetEvery = config.SequenceLength,
            NormalisesObservations = !checkpoint.Normalization.IsIdentity,
            Training =
            [
                string.Create(CultureInfo.InvariantCulture, $"trained for {facts.GradientSteps} gradient steps, loss {facts.Loss:0.000}"),
                .. facts.Groups.Select(Describe),
                .. facts.Notes.Length > 0 ? [$"notes: {facts.Notes}"] : Array.Empty<string>(),
            ],
        };
    }

    public LoadedPolicy Open(string source, TaskSpec spec, RecurrentPolicyOptions options)
    {
        Checkpoint checkpoint = Load(source);
        checkpoint.EnsureFor(spec);
        return new LoadedPolicy(new RecurrentPolicy(checkpoint, options), FactsOf(checkpoint));
    }

    protected virtual Checkpoint Load(string source) => Checkpoint.Load(source);

    private static string Describe(TrainingGroup group) =>
        $"trained on {group.Name}: {(group.Filter == SegmentFilter.Recovery ? "recoveries" : "all steps")} of {group.Episodes} episodes, " +
        $"{group.Steps} steps{(group.Operator.Length > 0 ? $", operator {group.Operator}" : "")}";

    private PolicyFacts FactsOf(Checkpoint checkpoint) => new(
        Name, PolicyDigest.Of(checkpoint), checkpoint.Task, checkpoint.Facts.LearnedFromInterventions, checkpoint.Facts.Observability)
    {
        Robot = checkpoint.Facts.Robot ?? TaskSpec.DefaultRobot,
        Source = checkpoint.Facts.Source,
        Feels = checkpoint.Observations.Any(field => field.Name == ObservationField.WristTouch) ? Observability.Touch
            : checkpoint.Observations.Any(field => field.Name == ObservationField.WristForce) ? Observability.Force
            : null,
    };
}
