using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>The stages of one round.</summary>
/// <param name="Number">Number of the round, from 1.</param>
/// <param name="Sources">Source interventions.</param>
/// <param name="Generated">Interventions that I-Gen makes of them; null where none are made.</param>
/// <param name="Policy">The policy trained on them.</param>
/// <param name="Evaluation">Its success on held-out trials.</param>
internal sealed record RoundPlan(int Number, IReadOnlyList<Recipe> Sources, Recipe? Generated, Recipe Policy, Recipe Evaluation)
{
    /// <summary>The datasets of this round that a training learns from.</summary>
    public IReadOnlyList<Recipe> Data => Generated is { } generated ? [generated] : Sources;
}

/// <summary>The stages of one variant.</summary>
/// <param name="Variant">What it is.</param>
/// <param name="Demonstrations">Source demonstrations; empty where data or a policy is given.</param>
/// <param name="BaseData">What the base policy learns from.</param>
/// <param name="BasePolicy">The base policy.</param>
/// <param name="BaseClean">Its success with true beliefs; null where that is not asked for.</param>
/// <param name="BaseEvaluation">Its success with wrong beliefs.</param>
/// <param name="Rounds">The rounds, in order.</param>
/// <param name="Exports">Files for other programs.</param>
internal sealed record VariantPlan(
    RunVariant Variant, IReadOnlyList<Recipe> Demonstrations, IReadOnlyList<Recipe> BaseData, Recipe BasePolicy, Recipe? BaseClean,
    Recipe BaseEvaluation, IReadOnlyList<RoundPlan> Rounds, IReadOnlyList<Recipe> Exports)
{
    /// <summary>Everything that the variant is run for.</summary>
    public IEnumerable<Recipe> Wanted =>
        [.. BaseClean is { } clean ? [clean] : Array.Empty<Recipe>(), BaseEvaluation, .. Rounds.Select(round => round.Evaluation), .. Exports];
}
