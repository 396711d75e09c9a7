using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>Reads the results of a run from those of its stages.</summary>
internal static class PipelineResults
{
    public static PipelineResult Of(RunPlan plan, string folder, IReadOnlyDictionary<Recipe, Artifact> artifacts)
    {
        double seconds = artifacts.Values.Distinct().Sum(artifact => (double?)artifact.Facts["wall_seconds"] ?? 0);
        return new PipelineResult(plan, folder, [.. plan.Variants.Select(variant => Of(variant, artifacts))], seconds)
        {
            Artifacts = artifacts,
        };
    }

    private static VariantResult Of(VariantPlan plan, IReadOnlyDictionary<Recipe, Artifact> artifacts)
    {
        RoundResult first = Of(0, plan.BasePolicy, plan.BaseEvaluation, "", artifacts);
        RoundResult[] rounds =
        [
            .. plan.Rounds.Select(round => Of(
                round.Number, round.Policy, round.Evaluation, artifacts[round.Data[0]].Digest, artifacts)),
        ];
        return new VariantResult(
            plan.Variant.Name, plan.Variant.Group,
            plan.BaseClean is { } clean && artifacts[clean].Failure is null ? EvaluationResult.FromJson(artifacts[clean].Facts).Success : null,
            first, rounds, rounds[0].LeftOut);
    }

    private static RoundResult Of(
        int number, Recipe policy, Recipe evaluation, string digest, IReadOnlyDictionary<Recipe, Artifact> artifacts)
    {
        Artifact measured = artifacts[evaluation];
        return new RoundResult(
            number, artifacts[policy].Path, measured.Failure is null ? EvaluationResult.FromJson(measured.Facts).Success : null, digest,
            measured.Failure);
    }
}
