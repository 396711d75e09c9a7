using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>Makes one stage in a process of its own, or a part of its attempts, or the whole of the parts that others made.</summary>
internal sealed class StageCall
{
    private readonly PlannedStage _stage;
    private readonly RunFolder _folder;
    private readonly StageRunner _runner;
    private readonly RecipeLookup _lookup;
    private readonly RunMonitor _monitor;

    public StageCall(RunPlan plan, PlannedStage stage, PipelineRequest request, RunMonitor monitor)
    {
        _stage = stage;
        _monitor = monitor;
        _folder = new RunFolder(request.Out, plan.Names);
        _runner = new StageRunner(new StageResources(request.WorkersEach, request.Lanes), _folder, plan.Names, monitor);
        _lookup = new RecipeLookup(_runner, _folder);
    }

    /// <summary>Makes it.</summary>
    public string Make(string? part, CancellationToken cancellation)
    {
        Recipe recipe = _stage.Recipe;
        Artifact[] needs = [.. recipe.Needs.Select((need, index) => _lookup.TryFind(need) ?? throw new UsageException(
            $"stage '{_stage.Name}' needs '{_stage.Needs[index]}', which is not made yet"))];
        if (RecipeLookup.LeftOut(needs) is { } missing)
            return $"{_stage.Name}: left out: {missing.Failure}";
        Artifact[] inputs = needs[..recipe.Inputs.Count];
        (string key, string path) = _lookup.Locate(recipe, inputs);
        if (part is not null)
            return MakePart(recipe, key, inputs, part, cancellation);
        path = _folder.Claim(recipe, key, path);
        if (!recipe.IsLookedUp && _folder.TryRead(recipe, path, key) is { } kept)
            return $"{_stage.Name}: done earlier{(kept.Failure is { } failure ? $": {failure}" : "")}";
        Artifact artifact = MakeWhole(recipe, key, path, inputs, cancellation) with { Path = path };
        if (!recipe.IsLookedUp)
            _folder.Write(recipe, key, artifact);
        return $"{_stage.Name}: {artifact.Failure ?? $"{artifact.Facts["words"] ?? "done"}, digest {artifact.Digest}"}";
    }

    private string MakePart(Recipe recipe, string key, Artifact[] inputs, string part, CancellationToken cancellation)
    {
        if (!_stage.IsDivisible)
            throw new UsageException($"stage '{_stage.Name}' is made in one piece; leave --part out");
        var range = RunPart.Parse(part, _stage.Attempts);
        string path = Path.Combine(_folder.PartsOf(recipe, key), NameOf(range));
        if (ResultRecord.TryRead(path, key) is not null)
            return $"{_stage.Name}, part {part}: done earlier";
        Directory.CreateDirectory(_folder.PartsOf(recipe, key));
        Artifact artifact = _runner.RunPart(recipe, path, inputs, range, cancellation);
        // A part without a success is a part like any other.
        ResultRecord.Write(recipe, artifact with { Path = path, Failure = null }, key);
        return $"{_stage.Name}, part {part}: {artifact.Facts["words"]}";
    }

    // The parts that are there are the beginning of the stage; what they lack is made here.
    private Artifact MakeWhole(Recipe recipe, string key, string path, Artifact[] inputs, CancellationToken cancellation)
    {
        string folder = _folder.PartsOf(recipe, key);
        Artifact[] parts = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*" + ResultRecord.Ending).Select(file => file[..^ResultRecord.Ending.Length])
                .Order(StringComparer.Ordinal).Select(part => ResultRecord.TryRead(part, key)).OfType<Artifact>()]
            : [];
        if (parts.Length == 0 || !_stage.IsDivisible)
            return _runner.Run(recipe, path, inputs, slot: 0, cancellation);
        if (recipe.Kind == RecipeKind.Evaluate)
        {
            return parts.Sum(part => (int)part.Facts["trials"]!) == _stage.Attempts
                ? StageArtifacts.Of(path, EvaluationResult.Join([.. parts.Select(part => EvaluationResult.FromJson(part.Facts))]))
                : _runner.Run(recipe, path, inputs, slot: 0, cancellation);
        }

        if (!EpisodeStore.Exists(path))
        {
            int wanted = ((FillSettings)recipe.Settings).Episodes;
            (int kept, long attempts) = EpisodeStoreMerge.MergeBeginning(WithoutGap(parts), path, wanted, cancellation);
            _monitor.Say(string.Create(
                CultureInfo.InvariantCulture, $"  {_stage.Name}: {parts.Length} parts hold {kept} of {wanted} episodes in {attempts} attempts"));
        }

        return _runner.Run(recipe, path, inputs, slot: 0, cancellation);
    }

    // Behind a missing part nothing counts: attempts are numbered through.
    private static string[] WithoutGap(IReadOnlyList<Artifact> parts)
    {
        var joined = new List<string>();
        long next = 0;
        foreach (Artifact part in parts)
        {
            using EpisodeStore store = EpisodeStore.Open(part.Path);
            if (EpisodeStoreMerge.FirstAttempt(store.Manifest) != next)
                break;
            joined.Add(part.Path);
            next += store.AttemptCount;
        }

        return [.. joined];
    }

    private static string NameOf(RunPart part) =>
        string.Create(CultureInfo.InvariantCulture, $"attempt-{part.Span.First:D9}.igen");
}
