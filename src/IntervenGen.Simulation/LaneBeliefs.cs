using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>What is believed in one lane: a kept pose for each object, from which the task says what is believed now.</summary>
internal sealed class LaneBeliefs(SimulatedTask task, SimulatedLane lane)
{
    private readonly Pose[] _kept = new Pose[task.Spec.Objects.Count];
    private readonly double[] _memory = new double[task.Spec.Objects.Count * task.BeliefMemorySize];

    /// <summary>What is remembered of the belief about an object; aliases this.</summary>
    public Span<double> Memory(int obj) => _memory.AsSpan(obj * task.BeliefMemorySize, task.BeliefMemorySize);

    /// <summary>Where an object is believed to be now, world frame.</summary>
    public Pose Of(int obj) => task.BelievedPose(lane, obj, _kept[obj]);

    /// <summary>Sets a belief; ignored for an object whose pose is always known.</summary>
    public void Set(int obj, in Pose worldFromObject)
    {
        if (task.IsTracked(obj))
            return;
        _kept[obj] = task.KeptBelief(lane, obj, worldFromObject);
        if (_memory.Length > 0)
            task.ChangeMemory(lane, obj, _kept[obj], anew: true, Memory(obj));
    }

    /// <summary>Samples all beliefs of an attempt.</summary>
    public void Sample(in EpisodeKey key)
    {
        for (int obj = 0; obj < _kept.Length; obj++)
            _kept[obj] = Scaled(task.SampleBelief(lane, obj, key), obj);
        for (int obj = 0; _memory.Length > 0 && obj < _kept.Length; obj++)
            task.BeginMemory(lane, obj, key, _kept[obj], Memory(obj));
    }

    /// <summary>Replaces them by what the trigger reveals.</summary>
    public void Reveal()
    {
        for (int obj = 0; obj < _kept.Length; obj++)
            _kept[obj] = task.RevealedPose(lane, obj, _kept[obj]);
    }

    /// <summary>Changes them as a control step does.</summary>
    public void Change()
    {
        for (int obj = 0; !lane.IsRevealed && obj < _kept.Length; obj++)
            _kept[obj] = task.ChangedBelief(lane, obj, _kept[obj]);
        for (int obj = 0; _memory.Length > 0 && obj < _kept.Length; obj++)
            task.ChangeMemory(lane, obj, _kept[obj], anew: false, Memory(obj));
    }

    /// <summary>Writes the kept poses into a saved state.</summary>
    public void Save(Span<double> state, LaneStateLayout layout)
    {
        for (int obj = 0; obj < _kept.Length; obj++)
        {
            _kept[obj].WriteTo(state[layout.Belief(obj)]);
            Memory(obj).CopyTo(state[layout.Memory(obj)]);
        }
    }

    /// <summary>Takes them from a saved state.</summary>
    public void Restore(ReadOnlySpan<double> state, LaneStateLayout layout)
    {
        for (int obj = 0; obj < _kept.Length; obj++)
        {
            _kept[obj] = Pose.From(state[layout.Belief(obj)]);
            state[layout.Memory(obj)].CopyTo(Memory(obj));
        }
    }

    private Pose Scaled(in Pose sampled, int obj)
    {
        // The task's own beliefs stay as they are to the last bit.
        if (task.BeliefError == 1)
            return sampled;
        Vec3 truth = task.TruePose(lane, obj).Position;
        return sampled with { Position = truth + ((sampled.Position - truth) * task.BeliefError) };
    }
}
