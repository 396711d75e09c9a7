using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Simulation.Clearance;

namespace IntervenGen.VirtualFranka.World;

/// <summary>Where an episode of a task begins: the arm, the hand with what it holds, and all things. Immutable.</summary>
public sealed class SceneStart
{
    private static readonly string[] s_fields = ["qpos", "mocap_pos", "mocap_quat"];

    private readonly double[][] _fields;

    internal SceneStart(SimulatedTask task, SimulatedLane lane)
    {
        _fields = [.. s_fields.Select(field => lane.Data.Doubles(field).Span.ToArray())];
        double[] posture = new double[FrankaArm.Joints];
        for (int i = 0; i < posture.Length; i++)
            posture[i] = lane.Positions[task.Arm.JointAddress(i)];
        Posture = JointNumbers.From(posture);
        (double first, double second) = lane.Fingers;
        Width = first - second;
        Pose fingersFromWorld = FingersFrom(
            lane.BodyPose(task.Model.Id("body", "leftfinger")), lane.BodyPose(task.Model.Id("body", "rightfinger"))).Inverse();
        var held = new List<(int, Pose)>();
        foreach (FreeObject thing in task.FreeObjects)
        {
            if ((lane.Contacts.Pairs & thing.Pads) != 0)
                held.Add((thing.Body, fingersFromWorld * lane.BodyPose(thing.Body)));
        }

        Held = held;
    }

    /// <summary>Joint positions, rad.</summary>
    public JointNumbers Posture { get; }

    /// <summary>Opening between the fingers, metres.</summary>
    public double Width { get; }

    /// <summary>Bodies that the hand holds, each with its pose in the frame between the fingers.</summary>
    internal IReadOnlyList<(int Body, Pose FingersFromBody)> Held { get; }

    /// <summary>The frame between the fingers, from those of both.</summary>
    internal static Pose FingersFrom(in Pose left, in Pose right) =>
        left with { Position = (left.Position + right.Position) * 0.5 };

    /// <summary>Copies where everything is.</summary>
    internal void CopyTo(MjData data)
    {
        for (int i = 0; i < s_fields.Length; i++)
            _fields[i].CopyTo(data.Doubles(s_fields[i]).Span);
    }
}
