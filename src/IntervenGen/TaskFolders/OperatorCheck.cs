using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>Has the scripted operator do a task, with true beliefs and, mistaken, with wrong ones.</summary>
internal sealed class OperatorCheck(SimulatedLane lane, IOperator person)
{
    private readonly float[] _action = new float[lane.Spec.ActionSize];
    private readonly MistakenView _mistaken = new(lane);
    private long _steps, _ticks;

    /// <summary>Control steps per second so far.</summary>
    public double StepsPerSecond => _ticks > 0 ? _steps / Stopwatch.GetElapsedTime(0, _ticks).TotalSeconds : 0;

    /// <summary>One episode with true beliefs.</summary>
    /// <param name="key">The episode; beliefs are true.</param>
    /// <returns>Whether it succeeded.</returns>
    public bool Try(in EpisodeKey key)
    {
        lane.Reset(key);
        person.Begin(lane, key);
        Run(lane, () => false);
        return lane.IsSuccess;
    }

    /// <summary>One episode with wrong beliefs, which the operator takes for true until the mistake shows.</summary>
    /// <param name="key">The episode; beliefs are wrong.</param>
    /// <param name="shown">Called when the mistake shows.</param>
    /// <returns>Whether the mistake showed, and whether the episode then succeeded.</returns>
    public (bool Revealed, bool Recovered) Mistake(in EpisodeKey key, Action shown)
    {
        lane.Reset(key);
        person.Begin(_mistaken, key);
        Run(_mistaken, () => lane.IsRevealed);
        if (!lane.IsRevealed)
            return (false, false);
        shown();
        person.Begin(lane, key);
        Run(lane, () => false);
        return (true, lane.IsSuccess);
    }

    private void Run(IEnvironment world, Func<bool> until)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int step = 0; step < lane.Spec.Horizon && !until() && !lane.HasDiverged && person.Act(world, _action); step++, _steps++)
            world.Step(_action);
        _ticks += Stopwatch.GetTimestamp() - begin;
    }
}
