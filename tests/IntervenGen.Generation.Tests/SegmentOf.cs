using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>Source segments made of given waypoints, for a reference object at the world's origin.</summary>
internal static class SegmentOf
{
    /// <param name="way">Commanded positions; the hand keeps its orientation.</param>
    /// <param name="opensAt">The step from which the gripper is open; closed before.</param>
    public static SourceSegment Way(IReadOnlyList<Vec3> way, int opensAt)
    {
        var record = new EpisodeBuffer(new EpisodeLayout(PointWorld.Point), way.Count);
        foreach ((int index, Vec3 point) in way.Index())
        {
            int step = record.AddStep();
            record.SetEef(step, new Pose(point, Quat.Identity));
            record.SetTarget(step, new Pose(point, Quat.Identity));
            record.SetTruePose(step, 0, Pose.Identity);
            record.SetBelievedPose(step, 0, Pose.Identity);
            record.Action(step)[6] = index < opensAt ? 1 : -1;
            record.Mode(step) = StepMode.Human;
            record.Subtask(step) = 0;
        }

        return SourceSegment.CutAll(0, record, PointWorld.Point.Subtasks)[0].Segment;
    }
}
