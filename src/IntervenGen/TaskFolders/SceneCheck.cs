using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>Samples scenes and beliefs of a task, and says what of them cannot be meant.</summary>
internal sealed class SceneCheck(SimulatedTask task, SimulatedLane lane)
{
    // Metres and control steps: what lies still for so long and moves further was put into something, or floats.
    private const double MaxSettling = 0.01;
    private const int StillSteps = 10;

    // Metres: farthest from the arm's first joint that a Panda's hand gets, and its height.
    private const double MaxReach = 0.855, ShoulderHeight = 0.333;

    private readonly TaskSpec _spec = task.Spec;
    private int _moved, _far, _done, _lost, _succeeded, _triggered, _diverged, _alike;
    private string _movedName = "", _farName = "", _doneName = "";

    /// <summary>Samples one scene.</summary>
    public void Sample(in EpisodeKey key)
    {
        lane.Reset(key);
        if (lane.HasDiverged)
        {
            _diverged++;
            return;
        }

        _succeeded += lane.IsSuccess ? 1 : 0;
        _lost += lane.IsRecoverable ? 0 : 1;
        _triggered += lane.TriggerContact ? 1 : 0;
        for (int subtask = 0; subtask < _spec.Subtasks.Count; subtask++)
        {
            if (lane.IsSubtaskDone(subtask))
                (_done, _doneName) = (_done + 1, _spec.Subtasks[subtask].Name);
        }

        bool isWrong = false;
        for (int obj = 0; obj < _spec.Objects.Count; obj++)
        {
            Pose truth = lane.TruePose(obj), believed = lane.BelievedPose(obj);
            isWrong |= (truth.Position - believed.Position).Length > 1e-6
                || Quat.AngleBetween(truth.Orientation, believed.Orientation) > 1e-4;
            Vec3 fromShoulder = truth.Position - task.WorldFromBase.Position - new Vec3(0, 0, ShoulderHeight);
            if (fromShoulder.Length > MaxReach)
                (_far, _farName) = (_far + 1, _spec.Objects[obj]);
        }

        _alike += isWrong ? 0 : 1;
    }

    /// <summary>Lets a scene stand, and sees what moves.</summary>
    public void LetStand(in EpisodeKey key)
    {
        lane.Reset(key);
        Span<Vec3> before = stackalloc Vec3[_spec.Objects.Count];
        for (int obj = 0; obj < before.Length; obj++)
            before[obj] = lane.TruePose(obj).Position;
        Span<float> still = stackalloc float[_spec.ActionSize];
        still.Clear();
        still[^1] = task.SettleGripper;
        for (int step = 0; step < StillSteps; step++)
            lane.Step(still);
        for (int obj = 0; obj < before.Length; obj++)
        {
            if ((lane.TruePose(obj).Position - before[obj]).Length > MaxSettling)
                (_moved, _movedName) = (_moved + 1, _spec.Objects[obj]);
        }
    }

    /// <summary>What was found, over all samples.</summary>
    public void Report(int scenes, int stood, List<string> faults, List<string> warnings)
    {
        void Fault(int count, string what)
        {
            if (count > 0)
                faults.Add($"{what} in {count} of {scenes} scenes");
        }

        Fault(_diverged, "the simulation diverges at the start");
        Fault(_succeeded, "the task has succeeded at the start");
        Fault(_lost, "the task is lost ('recoverable' is false) at the start");
        Fault(_done, $"subtask '{_doneName}' is done at the start");
        Fault(_triggered, "the mistake shows at the start");
        if (_moved > 0)
            faults.Add(
                $"'{_movedName}' moves by more than {1000 * MaxSettling:0} mm in {_moved} of {stood} scenes while the arm stands still: " +
                "it is put " +
                "into something, or above it");
        if (_far > 0)
            warnings.Add($"'{_farName}' is beyond the arm's reach of {MaxReach} m in {_far} of {scenes} scenes");
        if (_alike > 0)
            warnings.Add($"no belief is wrong in {_alike} of {scenes} scenes in which beliefs should be");
    }
}
