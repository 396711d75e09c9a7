using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>How long a policy whose mistake shows may try to recover by itself before it is corrected, in control steps.</summary>
public static class OperatorPatience
{
    /// <summary>
    /// What a policy gets that has learned to recover: 98 in 100 of such policies' own recoveries took fewer steps (Nut Insertion,
    /// 2-Piece Assembly and Coffee), and what takes longer seldom ends well.
    /// </summary>
    public const int OfLearnedRecovery = 60;

    /// <summary>The number asked for; without one, none for a policy that has never seen a recovery, as in the paper.</summary>
    /// <param name="checkpoint">The policy's file.</param>
    /// <param name="asked">What the user says.</param>
    public static int Of(string checkpoint, int? asked) =>
        asked ?? (Checkpoint.Load(checkpoint).Facts.LearnedFromInterventions ? OfLearnedRecovery : 0);
}
