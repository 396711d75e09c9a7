using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>What of a run is there already, without making or moving anything.</summary>
internal static class PipelineState
{
    /// <summary>Names of the stages whose results are there.</summary>
    public static IReadOnlySet<string> Done(RunPlan plan, string folder)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        if (!Directory.Exists(folder))
            return done;
        var places = new RunFolder(folder, plan.Names);
        var lookup = new RecipeLookup(new StageRunner(new StageResources(1, 1), places, plan.Names, RunMonitor.Silent), places);
        foreach (PlannedStage stage in plan.Stages.Where(stage => !stage.IsLookedUp && lookup.TryFind(stage.Recipe) is not null))
            done.Add(stage.Name);
        return done;
    }
}
