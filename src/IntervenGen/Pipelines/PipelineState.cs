using System.Text;
using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>What of a run is there already, without making or moving anything.</summary>
/// <param name="plan">The run.</param>
/// <param name="root">Its folder, which need not be there.</param>
internal sealed class PipelineState(RunPlan plan, string root)
{
    private readonly RunFolder _folder = new(root, plan.Names);
    private readonly RecipeLookup _lookup = new(
        new StageRunner(new StageResources(1, 1), new RunFolder(root, plan.Names), plan.Names, RunMonitor.Silent),
        new RunFolder(root, plan.Names));

    /// <summary>Names of the stages whose results are there.</summary>
    /// <exception cref="UsageException">A file that is still to be imported is not there.</exception>
    public static IReadOnlySet<string> Done(RunPlan plan, string folder)
    {
        var state = new PipelineState(plan, folder);
        state.RequireImports();
        return plan.Stages.Where(stage => !stage.IsLookedUp && state.Find(stage) is not null).Select(stage => stage.Name)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Requires the files that are still to be imported: what has been read once is needed no more.</summary>
    /// <exception cref="UsageException">One is not there.</exception>
    public void RequireImports()
    {
        foreach (PlannedStage stage in plan.Stages.Where(stage => stage.Kind == RecipeKind.ImportDataset))
        {
            string file = ((GivenSettings)stage.Recipe.Settings).Path;
            if (!Path.Exists(file) && Find(stage) is null)
                throw new UsageException($"there is no file '{file}' to import");
        }
    }

    /// <summary>The result of a stage, also one that says why it was left out; null if it is not there.</summary>
    public Artifact? Find(PlannedStage stage) => Directory.Exists(root) ? _lookup.TryFind(stage.Recipe) : null;

    /// <summary>The parts of a stage; null while what it needs is not there.</summary>
    public StageParts? PartsOf(PlannedStage stage)
    {
        if (!Directory.Exists(root) || _lookup.TryFindInputs(stage.Recipe) is not { } inputs)
            return null;
        string key = _lookup.Locate(stage.Recipe, inputs).Key;
        return new StageParts(_folder.PartsOf(stage.Recipe, key), key);
    }

    /// <summary>Whether a person's episodes are complete, and only have to be noted.</summary>
    public bool IsRecorded(PlannedStage stage) =>
        stage.WaitsForPerson && new PersonStage(stage.Recipe, _folder.PlainPath(stage.Recipe), [], RunMonitor.Silent).TryRead() is not null;

    /// <summary>What all results are, in a few letters; null while one is missing.</summary>
    public string? Digest()
    {
        var text = new StringBuilder();
        foreach (PlannedStage stage in plan.Stages)
        {
            if (Find(stage) is not { } artifact)
                return null;
            text.Append(stage.Name).Append('\t').Append(artifact.Digest).Append('\t').Append(artifact.Failure).Append('\n');
        }

        return Convert.ToHexStringLower(System.IO.Hashing.XxHash128.Hash(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
