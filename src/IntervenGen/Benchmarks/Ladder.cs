using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Learning;
using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>Rungs of the throughput ladder: each adds one cost to a control step of the same recorded walk.</summary>
internal enum LadderRung
{
    /// <summary><c>mj_step</c> alone, in C, with the recorded controls.</summary>
    Raw = 0,

    /// <summary>The engine's step: physics, controller, gripper, contacts and belief.</summary>
    Control = 1,

    /// <summary>Adds the observation.</summary>
    Observe = 2,

    /// <summary>Adds the policy's action for it, which is not carried out.</summary>
    Infer = 3,

    /// <summary>Adds the step record: state, poses, action and flags.</summary>
    Record = 4,

    /// <summary>Adds writing the record to the episode store, hashed and memory-mapped.</summary>
    Store = 5,
}

/// <summary>The throughput ladder: every rung walks through the same contacts and adds one cost to the rung below.</summary>
/// <remarks>One worker's lanes. Rungs take turns on every slice of every block, so what else runs on the machine hits all.</remarks>
internal sealed class Ladder : IDisposable
{
    private readonly PhysicsWalk _walk;
    private readonly IPolicySession _session;
    private readonly EpisodeBuffer[] _records;
    private readonly EpisodeStoreWriter _store;
    private readonly float[] _observation;
    private readonly int[] _rows;

    public Ladder(PhysicsWalk walk, RecurrentPolicy policy, string storeFolder)
    {
        _walk = walk;
        TaskSpec spec = walk.Lanes[0].Spec;
        _session = policy.CreateSession(walk.Lanes.Count);
        var layout = new EpisodeLayout(spec);
        _records = [.. walk.Lanes.Select(_ => new EpisodeBuffer(layout, walk.Slice))];
        _rows = [.. Enumerable.Range(0, walk.Lanes.Count)];
        _store = EpisodeStoreWriter.OpenOrCreate(
            storeFolder, StoreManifest.For(spec, 1, DatasetKind.Benchmark, "", [], Workspace.Versions));
        _observation = new float[spec.ObservationSize];
        foreach (int lane in _rows)
            _session.Begin(lane, new EpisodeKey(1, SceneSplit.Source, lane, true));

        // The first append makes the first shard.
        _records[0].AddStep();
        Keep(0, 1);
    }

    /// <summary>Managed bytes allocated by the rungs above the raw one.</summary>
    public long Allocated { get; private set; }

    /// <summary>Carries out one slice of one block on one rung, from its recorded start.</summary>
    /// <param name="rung">What is done in a step.</param>
    /// <param name="block">Which lanes.</param>
    /// <param name="slice">Which steps.</param>
    /// <param name="times">Nanoseconds of each step of the block; the store's share comes with the last.</param>
    public void Run(LadderRung rung, int block, int slice, Span<long> times)
    {
        if (rung == LadderRung.Raw)
        {
            _walk.RestoreForRaw(block, slice);
            for (int step = 0; step < _walk.Slice; step++)
                times[step] = _walk.RunRaw(block, (slice * _walk.Slice) + step);
            return;
        }

        (int first, int end) = _walk.Restore(block, slice);
        for (int lane = first; lane < end; lane++)
            _records[lane].Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < _walk.Slice; step++)
        {
            long start = Stopwatch.GetTimestamp();
            Step(rung, first, end, (slice * _walk.Slice) + step);
            if (rung == LadderRung.Store && step + 1 == _walk.Slice)
                Keep(first, end);
            times[step] = Stopwatch.GetElapsedTime(start).Ticks * TimeSpan.NanosecondsPerTick;
        }

        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Dispose()
    {
        _session.Dispose();
        _store.Dispose();
    }

    private void Step(LadderRung rung, int first, int end, int step)
    {
        for (int lane = first; lane < end && rung >= LadderRung.Observe; lane++)
            _walk.Lanes[lane].Observe(rung == LadderRung.Observe ? _observation : _session.Observation(lane));
        if (rung >= LadderRung.Infer)
            _session.Infer(_rows.AsSpan(first, end - first));
        for (int lane = first; lane < end; lane++)
        {
            Span<float> action = _walk.Action(lane, step);
            SimulatedLane world = _walk.Lanes[lane];
            if (rung < LadderRung.Record)
            {
                world.Step(action);
                continue;
            }

            int row = StepRecorder.Add(_records[lane], world, action, StepMode.Policy, subtask: 0);
            world.Step(action);
            StepRecorder.Close(_records[lane], row, world);
        }
    }

    private void Keep(int first, int end)
    {
        for (int lane = first; lane < end; lane++)
        {
            _store.Append(
                new EpisodeSummary
                {
                    Attempt = _store.NextAttempt,
                    Kind = EpisodeKind.Rollout,
                    End = EpisodeEnd.Horizon,
                    Reason = AttemptReason.Horizon,
                    Steps = _records[lane].Count,
                },
                _records[lane]);
        }
    }
}
