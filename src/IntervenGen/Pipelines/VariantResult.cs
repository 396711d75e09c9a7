using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>What one round came to.</summary>
/// <param name="Number">Number of the round, from 1; 0 for the base policy.</param>
/// <param name="Policy">Path of the policy.</param>
/// <param name="Success">Its success on held-out trials with wrong beliefs; null where the round was not made.</param>
/// <param name="Digest">Digest of the interventions that it learned from last; empty without.</param>
/// <param name="LeftOut">Why the round was not made; null where it was.</param>
public sealed record RoundResult(int Number, string Policy, SuccessInterval? Success, string Digest, string? LeftOut);

/// <summary>What one variant of a run came to.</summary>
/// <param name="Name">Name of the variant with its sweep values; empty where there is only one.</param>
/// <param name="Group">The name without the seed.</param>
/// <param name="BaseClean">Success of the base policy with true beliefs; null where it was not measured.</param>
/// <param name="Base">The base policy.</param>
/// <param name="Rounds">The rounds, in order.</param>
/// <param name="Failure">Why there is no round at all; null where there is one.</param>
public sealed record VariantResult(
    string Name, string Group, SuccessInterval? BaseClean, RoundResult Base, IReadOnlyList<RoundResult> Rounds, string? Failure)
{
    /// <summary>The last round that was made; the base policy where none was.</summary>
    public RoundResult Last => Rounds.LastOrDefault(round => round.LeftOut is null) ?? Base;
}
