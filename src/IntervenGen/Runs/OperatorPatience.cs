using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>How many control steps a policy may use to recover by itself once its mistake shows, before it is corrected.</summary>
public static class OperatorPatience
{
    /// <summary>
    /// Default for a policy that learned to recover: 98 in 100 of such policies' own recoveries took fewer steps (Nut
    /// Insertion, 2-Piece Assembly and Coffee), and longer ones seldom succeed.
    /// </summary>
    public const int OfLearnedRecovery = 60;

    /// <summary>The requested number; by default 0 for a policy that never saw a recovery, as in the paper.</summary>
    /// <param name="policy">What is known of the policy.</param>
    /// <param name="asked">The number requested by the user; null for the default.</param>
    public static int Of(PolicyFacts policy, int? asked) => asked ?? (policy.LearnedFromInterventions ? OfLearnedRecovery : 0);
}
