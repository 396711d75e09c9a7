using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>One worker's lanes, walked through the same contacts twice: by the engine, and by mj_step alone.</summary>
/// <remarks>
/// Recorded once: every lane is somewhere else in a scripted episode; actions, the controls of every substep and the
/// state at every slice's start are kept. A slice of a block of lanes is then carried out from that state by either
/// side in turn, one control step of every lane after the other: both find a lane's data equally cold, and what else
/// runs on the machine hits both.
/// </remarks>
internal sealed class PhysicsWalk
{
    private const int LongestLead = 48;
    private readonly SimulatedLane[] _lanes;
    private readonly MjBench[] _raw;
    private readonly int _steps, _slice, _block, _rowSize, _controls, _positions;
    private readonly float[] _actions, _observation;
    private readonly double[] _tape, _states, _present;
    private readonly long[] _nanoseconds;

    public PhysicsWalk(IReadOnlyList<IEnvironment> lanes, PhysicsBenchSizes sizes)
    {
        _lanes = [.. lanes.Cast<SimulatedLane>()];
        (_steps, _slice, _block) = (sizes.Steps, sizes.Slice, Math.Min(sizes.Block, lanes.Count));
        TaskSpec spec = _lanes[0].Spec;
        MjModel model = _lanes[0].Data.Model;
        _controls = model.Size("nu");
        _positions = 1 + model.Size("nq") + model.Size("nv");
        _rowSize = SimulatedLane.SubstepsPerStep * _controls;
        _actions = new float[_lanes.Length * _steps * spec.ActionSize];
        _observation = new float[spec.ObservationSize];
        _tape = new double[_lanes.Length * _steps * _rowSize];
        _states = new double[_lanes.Length * ((_steps / _slice) + 1) * spec.StateSize];
        _present = new double[spec.StateSize];
        _nanoseconds = new long[_lanes.Length];
        _raw = [.. _lanes.Chunk(_block).Select(block => new MjBench([.. block.Select(lane => lane.Data)]))];
    }

    /// <summary>The lanes of the worker.</summary>
    public IReadOnlyList<SimulatedLane> Lanes => _lanes;

    /// <summary>Number of groups of lanes that take turns.</summary>
    public int Blocks => _raw.Length;

    /// <summary>Number of slices of the walk that take turns.</summary>
    public int Slices => _steps / _slice;

    /// <summary>Number of control steps in a slice.</summary>
    public int Slice => _slice;

    /// <summary>Number of control steps of all lanes in one round.</summary>
    public int Pieces => _lanes.Length * _steps;

    /// <summary>Managed bytes allocated by the engine's steps.</summary>
    public long Allocated { get; private set; }

    /// <summary>Number of engine steps that <see cref="Allocated"/> refers to.</summary>
    public long AllocationSteps { get; private set; }

    /// <summary>Number of slices, on either side, whose final state differed from the recording in any bit.</summary>
    public int Differences { get; private set; }

    /// <summary>Contacts and constraint rows, summed over the engine's steps, and the number of steps.</summary>
    public (long Contacts, long Rows, long Steps) Load { get; private set; }

    /// <summary>Drives every lane into its episode and records the walk.</summary>
    public void Record(TaskEntry entry, ulong seed, int firstLane)
    {
        int actionSize = _lanes[0].Spec.ActionSize;
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            SimulatedLane world = _lanes[lane];
            var key = new EpisodeKey(seed, SceneSplit.Source, firstLane + lane, true);
            IOperator driver = entry.CreateOperator();
            world.Reset(key);
            driver.Begin(world, key);
            int lead = (firstLane + lane) * 7 % LongestLead;
            var action = new float[actionSize];
            bool driving = true;
            for (int step = -lead; step < _steps; step++)
            {
                if (driving && !(driving = driver.Act(world, action)))
                    action.AsSpan(0, actionSize - 1).Clear();
                if (step < 0)
                {
                    world.Step(action);
                    continue;
                }

                if (step % _slice == 0)
                    world.SaveState(State(step / _slice, lane));
                action.CopyTo(Action(lane, step));
                world.RecordControls(_tape, ((lane * _steps) + step) * _rowSize);
                world.Step(action);
            }

            world.RecordControls(null, 0);
            world.SaveState(State(_steps / _slice, lane));
        }
    }

    /// <summary>Runs the whole walk on both sides.</summary>
    public void Round(int round, BenchTimes engine, BenchTimes raw)
    {
        for (int block = 0; block < _raw.Length; block++)
        {
            for (int slice = 0; slice < _steps / _slice; slice++)
            {
                // Whoever goes first may find the caches in another state, so the order alternates.
                bool rawFirst = (block + slice + round) % 2 == 1;
                if (rawFirst)
                    Raw(block, slice, raw, round);
                Engine(block, slice, engine, round);
                if (!rawFirst)
                    Raw(block, slice, raw, round);
                if (round == 0)
                    Compare(block, slice);
            }
        }
    }

    private void Engine(int block, int slice, BenchTimes times, int round)
    {
        (int first, int end) = Restore(block, slice);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = slice * _slice; step < (slice + 1) * _slice; step++)
        {
            for (int lane = first; lane < end; lane++)
            {
                long start = Stopwatch.GetTimestamp();
                _lanes[lane].Step(Action(lane, step));
                _lanes[lane].Observe(_observation);
                times[round, (step * _lanes.Length) + lane] = Stopwatch.GetElapsedTime(start).Ticks * TimeSpan.NanosecondsPerTick;
            }
        }

        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        AllocationSteps += (end - first) * _slice;
        (long contacts, long rows, long steps) = Load;
        for (int lane = first; lane < end; lane++)
        {
            (int now, int constraints) = _lanes[lane].Data.ContactCount;
            (contacts, rows, steps) = (contacts + now, rows + constraints, steps + 1);
            _lanes[lane].SaveState(_present);
            Differences += _present.AsSpan().SequenceEqual(State(slice + 1, lane)) ? 0 : 1;
        }

        Load = (contacts, rows, steps);
    }

    private void Raw(int block, int slice, BenchTimes times, int round)
    {
        (int first, int end) = RestoreForRaw(block, slice);
        for (int step = slice * _slice; step < (slice + 1) * _slice; step++)
        {
            RunRaw(block, step);
            for (int lane = first; lane < end; lane++)
                times[round, (step * _lanes.Length) + lane] = _nanoseconds[lane - first];
        }
    }

    // With the engine's own kernels, which a raw loop does without.
    private void Compare(int block, int slice)
    {
        (int first, int end) = RestoreForRaw(block, slice);
        for (int step = slice * _slice; step < (slice + 1) * _slice; step++)
            RunRaw(block, step, withKernels: true);

        // Time, positions and velocities come first in a saved state.
        for (int lane = first; lane < end; lane++)
        {
            MjData data = _lanes[lane].Data;
            Span<double> now = _present.AsSpan(0, _positions);
            data.Doubles("time").Span.CopyTo(now);
            data.Doubles("qpos").Span.CopyTo(now[1..]);
            MjField velocities = data.Doubles("qvel");
            velocities.Span.CopyTo(now[^velocities.Count..]);
            Differences += now.SequenceEqual(State(slice + 1, lane)[.._positions]) ? 0 : 1;
        }
    }

    /// <summary>One control step of a block by mj_step alone, with the recorded controls; without kernels unless they are asked for.
    /// </summary>
    /// <returns>Duration over all its lanes, nanoseconds.</returns>
    public long RunRaw(int block, int step, bool withKernels = false)
    {
        int first = block * _block, count = Math.Min(_block, _lanes.Length - first);
        int row = ((first * _steps) + step) * _rowSize;
        _raw[block].Run(_tape.AsSpan(row), _steps * _rowSize, SimulatedLane.SubstepsPerStep, _nanoseconds, withKernels);
        long sum = 0;
        for (int i = 0; i < count; i++)
            sum += _nanoseconds[i];
        return sum;
    }

    /// <summary>Puts a block's lanes where a slice begins, for <see cref="RunRaw"/>.</summary>
    public (int First, int End) RestoreForRaw(int block, int slice)
    {
        (int first, int end) = Restore(block, slice);

        // Restoring has normalised the quaternions, and mj_step begins by doing so again: once more would change a bit.
        for (int lane = first; lane < end; lane++)
            State(slice, lane).Slice(1, _lanes[lane].Positions.Length).CopyTo(_lanes[lane].Positions);
        return (first, end);
    }

    /// <summary>Puts a block's lanes where a slice begins.</summary>
    public (int First, int End) Restore(int block, int slice)
    {
        int first = block * _block, end = Math.Min(first + _block, _lanes.Length);
        for (int lane = first; lane < end; lane++)
            _lanes[lane].RestoreState(State(slice, lane));
        return (first, end);
    }

    private Span<double> State(int slice, int lane) =>
        _states.AsSpan(((slice * _lanes.Length) + lane) * _present.Length, _present.Length);

    /// <summary>The recorded action of one lane in one step.</summary>
    public Span<float> Action(int lane, int step)
    {
        int size = _lanes[0].Spec.ActionSize;
        return _actions.AsSpan(((lane * _steps) + step) * size, size);
    }
}
