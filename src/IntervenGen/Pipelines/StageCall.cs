using System.Diagnostics;
using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>Makes one stage in a process of its own, or a part of its attempts, or the whole of the parts that others made.</summary>
/// <remarks>
/// Processes take turns (<see cref="StageTurn"/>): one that goes on although its node was given up, or that was started twice, harms
/// nothing.
/// </remarks>
internal sealed class StageCall
{
    private const string WallSeconds = "wall_seconds";

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

    private Recipe Recipe => _stage.Recipe;

    /// <summary>Makes it.</summary>
    /// <param name="part">Which part, as <c>2/8</c>; null for the stage.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SupersededException">Another process has taken over.</exception>
    public string Make(string? part, CancellationToken cancellation)
    {
        Artifact[] needs = [.. Recipe.Needs.Select((need, index) => _lookup.TryFind(need) ?? throw new IntervenGenException(
            $"stage '{_stage.Name}' needs '{_stage.Needs[index]}', which is not made yet"))];
        if (RecipeLookup.LeftOut(needs) is { } missing)
            return $"{_stage.Name}: left out: {missing.Failure}";
        Artifact[] inputs = needs[..Recipe.Inputs.Count];
        (string key, string path) = _lookup.Locate(Recipe, inputs);
        if (!Recipe.IsLookedUp && _folder.TryRead(Recipe, path, key) is { } kept)
            return Kept(_stage.Name, kept);
        if (part is not null)
            return MakePart(key, inputs, part, cancellation);
        if (Recipe.IsLookedUp)
            return Line(_stage.Name, _runner.Run(Recipe, path, inputs, slot: 0, cancellation));
        if (Recipe.Waits)
            return Line(_stage.Name, Await(key, path, inputs, cancellation));
        var parts = new StageParts(_folder.PartsOf(Recipe, key), key);
        string place = _folder.PlainPath(Recipe);
        var turn = new StageTurn(
            WorkOf(key, "whole"), place, () => _folder.TryRead(Recipe, _folder.Claim(Recipe, key, path), key),
            artifact => _folder.Write(Recipe, key, artifact));
        (Artifact artifact, bool isKept) = turn.Take((made, stop) => MakeWhole(parts.Beginning(), made, inputs, stop), cancellation);
        parts.Remove();
        WorkFolder.RemoveAll(WorkOf(key, ""));
        return isKept ? Kept(_stage.Name, artifact) : Line(_stage.Name, artifact);
    }

    private static string Kept(string name, Artifact artifact) =>
        $"{name}: done earlier{(artifact.Failure is { } failure ? $": {failure}" : "")}";

    private static string Line(string name, Artifact artifact) =>
        $"{name}: {artifact.Failure ?? $"{artifact.Facts["words"] ?? "done"}, digest {artifact.Digest}"}";

    private string WorkOf(string key, string work) => Path.Combine(_folder.Root, "work", $"{_stage.Name}-{key}", work);

    private string MakePart(string key, Artifact[] inputs, string part, CancellationToken cancellation)
    {
        if (!_stage.IsDivisible)
            throw new UsageException($"stage '{_stage.Name}' is made in one piece; leave --part out");
        var range = RunPart.Parse(part, _stage.Attempts);
        string name = $"{_stage.Name}, part {part}";
        var parts = new StageParts(_folder.PartsOf(Recipe, key), key);
        if (parts.Find(range.Span) is { } earlier)
            return Kept(name, earlier);
        string place = parts.PathOf(range.Span);
        var turn = new StageTurn(
            WorkOf(key, Path.GetFileNameWithoutExtension(place)), place, () => parts.Find(range.Span),
            artifact => parts.Write(Recipe, artifact));
        (Artifact artifact, bool isKept) = turn.Take(
            (made, stop) =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                return Timed(() => _runner.RunPart(Recipe, made, inputs, range, stop), 0);
            },
            cancellation);
        return isKept ? Kept(name, artifact) : $"{name}: {artifact.Facts["words"]}";
    }

    // A person records into the folder's plain place, in a browser that knows no turns.
    private Artifact Await(string key, string path, Artifact[] inputs, CancellationToken cancellation)
    {
        path = _folder.Claim(Recipe, key, path);
        Artifact artifact = _runner.Run(Recipe, path, inputs, slot: 0, cancellation) with { Path = path };
        _folder.Write(Recipe, key, artifact);
        return artifact;
    }

    // The parts that are there are the beginning of the stage; what they lack is made here.
    private Artifact MakeWhole(IReadOnlyList<Artifact> parts, string path, Artifact[] inputs, CancellationToken cancellation)
    {
        double before = parts.Select(part => (double?)part.Facts[WallSeconds] ?? 0).DefaultIfEmpty().Max();
        if (parts.Count == 0 || !_stage.IsDivisible)
            return Timed(() => _runner.Run(Recipe, path, inputs, slot: 0, cancellation), before);
        if (Recipe.Kind == RecipeKind.Evaluate)
        {
            return Timed(
                () => parts.Sum(part => (int)part.Facts["trials"]!) == _stage.Attempts
                    ? StageArtifacts.Of(path, EvaluationResult.Join([.. parts.Select(part => EvaluationResult.FromJson(part.Facts))]))
                    : _runner.Run(Recipe, path, inputs, slot: 0, cancellation),
                before);
        }

        return Timed(
            () =>
            {
                if (!EpisodeStore.Exists(path))
                    Join(parts, path, cancellation);
                return _runner.Run(Recipe, path, inputs, slot: 0, cancellation);
            },
            before);
    }

    private void Join(IReadOnlyList<Artifact> parts, string path, CancellationToken cancellation)
    {
        int wanted = ((FillSettings)Recipe.Settings).Episodes;
        (int kept, long attempts) = EpisodeStoreMerge.MergeBeginning([.. parts.Select(part => part.Path)], path, wanted, cancellation);
        _monitor.Say(string.Create(
            CultureInfo.InvariantCulture, $"  {_stage.Name}: {parts.Count} parts hold {kept} of {wanted} episodes in {attempts} attempts"));
    }

    // Parts are made side by side: the longest counts.
    private static Artifact Timed(Func<Artifact> make, double before)
    {
        var clock = Stopwatch.StartNew();
        Artifact artifact = make();
        artifact.Facts[WallSeconds] = Math.Round(before + clock.Elapsed.TotalSeconds, 1);
        return artifact;
    }
}
