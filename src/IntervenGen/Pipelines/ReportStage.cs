using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>The last stage of a run whose stages are made by separate processes: writes the report, and makes nothing itself.</summary>
internal static class ReportStage
{
    /// <summary>What it is called among the stages.</summary>
    public const string Name = "report";

    /// <summary>Writes the report.</summary>
    /// <exception cref="IntervenGenException">A stage is not made yet.</exception>
    public static string Make(RunPlan plan, PipelineRequest request, RunMonitor monitor, CancellationToken cancellation)
    {
        var state = new PipelineState(plan, request.Out);
        var folder = new RunFolder(request.Out, plan.Names);
        var artifacts = new Dictionary<Recipe, Artifact>();
        foreach (PlannedStage stage in plan.Stages)
        {
            artifacts[stage.Recipe] = state.Find(stage) ?? throw new IntervenGenException(
                $"the report needs '{stage.Name}', which is not made yet");
        }

        PipelineResult result = PipelineResults.Of(plan, folder.Root, artifacts);
        PipelineReport.Write(result, monitor, cancellation);
        // Last: whoever reads it knows that the report is of these results.
        OutputFile.Write(LabelIn(request.Out), state.Digest()!, overwrite: true);
        return $"{Name}: '{Path.Combine(folder.Root, "report.md")}'";
    }

    /// <summary>Whether a report of the results as they are is there.</summary>
    public static bool IsMade(PipelineState state, string folder)
    {
        string label = LabelIn(folder);
        return File.Exists(label) && state.Digest() is { } digest && File.ReadAllText(label) == digest;
    }

    private static string LabelIn(string folder) => Path.Combine(folder, Name + ".key");
}
