using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen.Cluster.Jobs;

/// <summary>The run that a YAML file describes, in its folder: what a scheduler needs to know of it, and what of it is made.</summary>
/// <remarks>One thread.</remarks>
public sealed class PlannedRun : IPlannedRun
{
    private readonly RunPlan _plan;
    private readonly PipelineState _state;
    private readonly PipelineRequest _request;
    private readonly string[] _values;
    private readonly Dictionary<string, PlannedStage> _planned;
    private readonly Dictionary<string, StageParts> _parts = [];

    /// <summary>Opens a run.</summary>
    /// <param name="file">Path of its YAML file, which every node must see.</param>
    /// <param name="folder">Folder of its results, which every node must see.</param>
    /// <param name="values">Values that replace the file's, each as <c>train.hidden=64</c>.</param>
    /// <exception cref="UsageException">The file is missing or has faults, or the run contradicts itself.</exception>
    public PlannedRun(string file, string folder, IReadOnlyList<string>? values = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _values = [.. values ?? []];
        Folder = Path.GetFullPath(folder);
        _request = new PipelineRequest { Spec = RunSpec.Load(Path.GetFullPath(file), _values), Out = Folder };
        _plan = RunPlan.Of(_request.Spec);
        _state = new PipelineState(_plan, Folder);
        _planned = _plan.Stages.ToDictionary(stage => stage.Name);
        Name = Path.GetFileNameWithoutExtension(file);
        Stages = [.. _plan.Stages.Where(stage => !stage.IsLookedUp).Select(Scheduled), Report()];
    }

    /// <inheritdoc/>
    public string Folder { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ScheduledStage> Stages { get; }

    /// <inheritdoc/>
    public bool IsMade(string stage) =>
        stage == ReportStage.Name ? ReportStage.IsMade(_state, Folder) : _state.Find(_planned[stage]) is not null;

    /// <inheritdoc/>
    public bool IsPartMade(string stage, int part, int parts)
    {
        if (!_parts.TryGetValue(stage, out StageParts? made))
        {
            if (_state.PartsOf(_planned[stage]) is not { } found)
                return false;
            _parts[stage] = made = found;
        }

        return made.Find(RunPart.Parse(Division(part, parts), _planned[stage].Attempts).Span) is not null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Arguments(string stage, int part, int parts) =>
    [
        "run", _request.Spec.SourceFile, "--out", Folder, .. _values.SelectMany(value => (string[])["--set", value]), "--stage", stage,
        .. part > 0 ? (string[])["--part", Division(part, parts)] : [],
    ];

    /// <summary>Notes the stages in the run's folder, where <c>igen status</c> and the browser's view find them.</summary>
    public void NoteStages() => RunStatus.Note(_plan, Folder);

    /// <summary>Notes the episodes that persons have recorded since, so that what needs them need not wait any more.</summary>
    /// <exception cref="IntervenGenException">A result cannot be written.</exception>
    public void NoteRecordings()
    {
        foreach (PlannedStage stage in _plan.Stages.Where(_state.IsRecorded).Where(stage => _state.Find(stage) is null))
            PipelineRun.MakeStage(_request, stage.Name, null);
    }

    private static string Division(int part, int parts) => string.Create(CultureInfo.InvariantCulture, $"{part}/{parts}");

    private ScheduledStage Scheduled(PlannedStage stage) => new(stage.Name, stage.Title, NeedsOf(stage))
    {
        Attempts = stage.IsDivisible ? stage.Attempts : 0,
        CoreSeconds = stage.CoreSeconds,
        Trains = stage.Kind == RecipeKind.Train,
        WaitsForPerson = stage.WaitsForPerson,
        Group = GroupOf(stage),
    };

    // What is only looked at is no job; what it looks at must be there.
    private string[] NeedsOf(PlannedStage stage) =>
    [
        .. stage.Needs.SelectMany(need => _planned[need] is { IsLookedUp: true } seen ? NeedsOf(seen) : [need]).Distinct(),
    ];

    // Trainings on the same data, such as a sweep's, are one array.
    private string? GroupOf(PlannedStage stage)
    {
        if (stage.Kind != RecipeKind.Train)
            return null;
        string[] needs = NeedsOf(stage);
        PlannedStage[] alike = [.. _plan.Stages.Where(other => other.Kind == RecipeKind.Train && NeedsOf(other).SequenceEqual(needs))];
        return alike.Length > 1 ? alike[0].Name + ".all" : null;
    }

    private ScheduledStage Report()
    {
        HashSet<string> needed = [.. _plan.Stages.SelectMany(NeedsOf)];
        IEnumerable<string> last = _plan.Stages.Where(stage => !stage.IsLookedUp && !needed.Contains(stage.Name))
            .Select(stage => stage.Name);
        return new ScheduledStage(ReportStage.Name, "the report", [.. last]);
    }
}
