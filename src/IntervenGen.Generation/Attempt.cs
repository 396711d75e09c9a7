using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>One attempt running on one lane: its key, its progress and the action of its next step.</summary>
/// <remarks>One thread; the object is reused for every attempt of its lane.</remarks>
public sealed class Attempt
{
    private EpisodeBuffer? _record;

    internal Attempt(IEnvironment environment, int? horizon = null)
    {
        Environment = environment;
        Horizon = horizon ?? environment.Spec.Horizon;
        Action = new float[environment.Spec.ActionSize];
    }

    /// <summary>The lane that the attempt runs on.</summary>
    public IEnvironment Environment { get; }

    /// <summary>Identifies the attempt; all its random numbers derive from it.</summary>
    public EpisodeKey Key { get; private set; }

    /// <summary>Largest number of control steps; the task's own horizon unless the run sets another.</summary>
    public int Horizon { get; }

    /// <summary>Number of control steps carried out so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether another control step may be carried out before the horizon.</summary>
    public bool HasStepsLeft => Steps < Horizon;

    /// <summary>The action of the next step, shape [action size], components in [−1, 1].</summary>
    public float[] Action { get; }

    /// <summary>Index of the subtask in progress.</summary>
    public int Subtask { get; set; }

    /// <summary>Number of control steps before the first correction; 0 until there is one.</summary>
    public int MistakeSteps { get; set; }

    /// <summary>Index of the source episode that was replayed; −1 if none was.</summary>
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
