using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>One attempt as it runs on one lane: its key, its progress and its record.</summary>
/// <remarks>One thread; reused from attempt to attempt.</remarks>
public sealed class Attempt
{
    private EpisodeBuffer? _record;

    internal Attempt(IEnvironment environment, int? horizon = null)
    {
        Environment = environment;
        Horizon = horizon ?? environment.Spec.Horizon;
        Action = new float[environment.Spec.ActionSize];
    }

    /// <summary>The lane.</summary>
    public IEnvironment Environment { get; }

    /// <summary>The attempt's name and source of randomness.</summary>
    public EpisodeKey Key { get; private set; }

    /// <summary>Control steps at most; the task's own number unless the run asks for another.</summary>
    public int Horizon { get; }

    /// <summary>Control steps carried out.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether another control step may be carried out before the horizon.</summary>
    public bool HasStepsLeft => Steps < Horizon;

    /// <summary>The action of the next step, shape [action size].</summary>
    public float[] Action { get; }

    /// <summary>Index of the subtask that is being done.</summary>
    public int Subtask { get; set; }

    /// <summary>Control steps before the first correction; 0 before there is one.</summary>
    public int MistakeSteps { get; set; }

    /// <summary>Source episode that was replayed; −1 for none.</summary>
    public int SourceEpisode { get; set; }

    internal EpisodeBuffer? Record => _record;

    internal bool IsActive { get; private set; }

    internal void Begin(in EpisodeKey key, EpisodeBuffer? record)
    {
        Key = key;
        Steps = 0;
        Subtask = 0;
        MistakeSteps = 0;
        SourceEpisode = -1;
        _record = record;
        record?.Clear();
        Environment.Reset(key);
        IsActive = true;
    }

    internal EpisodeBuffer? End()
    {
        IsActive = false;
        EpisodeBuffer? record = _record;
        _record = null;
        return record;
    }

    // Everything in a record is sampled before the action, except the success flag.
    internal void Step(StepMode mode)
    {
        int step = _record is null ? -1 : StepRecorder.Add(_record, Environment, Action, mode, Subtask);
        Environment.Step(Action);
        Steps++;
        if (_record is not null)
            StepRecorder.Close(_record, step, Environment);
    }
}
