using IntervenGen.Core;

namespace IntervenGen.Learning.Policies;

/// <summary>Own checkpoints, <c>.ckpt</c>.</summary>
internal sealed class CheckpointFormat : IPolicyFormat
{
    public string Name => "checkpoint";

    // Whatever no other format recognises: a message about a checkpoint is the most useful one then.
    public bool Matches(string source) => true;

    public PolicyFacts Inspect(string source) => FactsOf(Checkpoint.Load(source));

    public LoadedPolicy Open(string source, TaskSpec spec, RecurrentPolicyOptions options)
    {
        Checkpoint checkpoint = Checkpoint.Load(source);
        checkpoint.EnsureFor(spec);
        return new LoadedPolicy(new RecurrentPolicy(checkpoint, options), FactsOf(checkpoint));
    }

    private PolicyFacts FactsOf(Checkpoint checkpoint) => new(
        Name, PolicyDigest.Of(checkpoint), checkpoint.Task, checkpoint.Facts.LearnedFromInterventions, checkpoint.Facts.Observability);
}
