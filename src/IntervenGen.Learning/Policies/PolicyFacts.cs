using IntervenGen.Core;

namespace IntervenGen.Learning.Policies;

/// <summary>What is known of a policy before it is used.</summary>
/// <param name="Format">Name of its format, such as <c>checkpoint</c>.</param>
/// <param name="Digest">Identifies what decides its actions: a run's manifest records it, and a run with another one is not
/// continued.</param>
/// <param name="Task">The task that it was trained on; null where the format does not say.</param>
/// <param name="LearnedFromInterventions">Whether it was trained on recoveries, and may recover by itself.</param>
/// <param name="Observability">What contacts revealed in the interventions that it learned from; empty for none, or where the format does
/// not say.</param>
public sealed record PolicyFacts(
    string Format, string Digest, string? Task, bool LearnedFromInterventions = false, string Observability = "")
{
    /// <summary>The robot that it learned on, several joined by a plus sign; null where the format does not say.</summary>
    public string? Robot { get; init; }

    /// <summary>What of the force at the wrist it observes, as the observability that gives it; null for nothing, or where the format
    /// does not say.</summary>
    public Observability? Feels { get; init; }

    /// <summary>The folder that describes the task, where the format carries it.</summary>
    public TaskSource? Source { get; init; }
}
