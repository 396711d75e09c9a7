using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>One object of a compiled task: where its pose is read and written.</summary>
/// <param name="Index">Its index in the task's objects.</param>
/// <param name="Body">Id of its body.</param>
/// <param name="Part">Its pose in the body's frame, for a part of another object; null for a whole.</param>
/// <param name="Motion">How its body moves.</param>
/// <param name="Address">Where its pose stands in qpos, or the index of its mocap body.</param>
internal sealed record PlacedObject(int Index, int Body, Pose? Part, BodyMotion Motion, int Address)
{
    /// <summary>Its true pose, world frame.</summary>
    public Pose In(SimulatedLane lane) => Part is { } part ? lane.BodyPose(Body) * part : lane.BodyPose(Body);

    /// <summary>Puts it somewhere.</summary>
    public void Put(SimulatedLane lane, in Pose worldFromObject)
    {
        if (Motion == BodyMotion.Placed)
            lane.SetMocap(Address, worldFromObject);
        else
            worldFromObject.WriteTo(lane.Positions.Slice(Address, Pose.Size));
    }
}
