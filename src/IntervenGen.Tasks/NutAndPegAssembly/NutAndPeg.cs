using IntervenGen.Numerics;

namespace IntervenGen.Tasks.NutAndPegAssembly;

/// <summary>What the operator of Nut-and-Peg Assembly knows of its task: indices, and robosuite's sizes of nut and peg.</summary>
internal static class NutAndPeg
{
    /// <summary>Indices of the objects, and of the subtask that grasps the nut.</summary>
    public const int Nut = 0, Peg = 1, Grasp = 0;

    /// <summary>Where the operator grips the handle: distance from the nut's centre along the handle, metres.</summary>
    public const double GripAlongHandle = 0.062;

    /// <summary>A closed finger nearer to the middle than this holds nothing, metres: the handle keeps it at 0.016.</summary>
    public const double EmptyFinger = 0.002;

    /// <summary>Yaw of the hand in the middle of the half turn that suffices for any nut, relative to robosuite's posture,
    /// radians.</summary>
    public const double MiddleYaw = Math.PI / 2;

    /// <summary>Height of the table's top and of the peg's, world frame, metres.</summary>
    public const double TableTop = 0.82, PegTop = 0.95;

    /// <summary>Half the nut's thickness, metres.</summary>
    public const double HalfHeight = 0.01;

    /// <summary>How a level nut lies when its handle points back at the robot, world frame: so it is put onto the peg, which is near
    /// the end of the arm's reach.</summary>
    public static Quat HandleBack { get; } = Quat.FromAxisAngle(Vec3.UnitZ, Math.PI);
}
