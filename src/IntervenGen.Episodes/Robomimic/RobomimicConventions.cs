using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Converts frames, orders and labels between this project and robomimic files: the only place that does.</summary>
/// <remarks>
/// World frame on both sides, metres. <c>datagen_info</c> holds row-major 4 × 4 matrices of the controller's site, which is
/// the end effector here too. Quaternions in <c>obs</c> are (x, y, z, w) of the hand body already: the task writes its
/// observation vector in robomimic's convention, so its blocks are copied.
/// </remarks>
public static class RobomimicConventions
{
    /// <summary>Displacement of the target by an action of 1, metres in world axes (robosuite's OSC_POSE).</summary>
    public const double MetresPerAction = OperationalSpaceGains.PositionScale;

    /// <summary>Rotation of the target by an action of 1, radians in world axes (robosuite's OSC_POSE).</summary>
    public const double RadiansPerAction = OperationalSpaceGains.RotationScale;

    /// <summary>Number of elements of a 4 × 4 matrix.</summary>
    public const int MatrixSize = 16;

    /// <summary>Steps before an intervention that Sirius labels as leading to it.</summary>
    public const int PreInterventionSteps = 15;

    /// <summary>Sirius' label of a demonstration's steps.</summary>
    public const long DemonstrationMode = -1;

    /// <summary>Sirius' label of a policy's steps.</summary>
    public const long PolicyMode = 0;

    /// <summary>Sirius' label of the steps of an intervention.</summary>
    public const long InterventionMode = 1;

    /// <summary>Sirius' label of the steps just before an intervention.</summary>
    public const long PreInterventionLabel = -10;

    /// <summary>Writes a pose as a row-major homogeneous matrix.</summary>
    /// <param name="pose">Any transform, unit quaternion.</param>
    /// <param name="matrix">Shape [16].</param>
    public static void WriteMatrix(in Pose pose, Span<double> matrix)
    {
        Span<double> rotation = stackalloc double[9];
        pose.Orientation.ToMatrix(rotation);
        for (int row = 0; row < 3; row++)
            rotation.Slice(3 * row, 3).CopyTo(matrix[(4 * row)..]);
        (matrix[3], matrix[7], matrix[11]) = (pose.Position.X, pose.Position.Y, pose.Position.Z);
        (matrix[12], matrix[13], matrix[14], matrix[15]) = (0, 0, 0, 1);
    }

    /// <summary>Reads a pose from a row-major homogeneous matrix.</summary>
    /// <param name="matrix">Shape [16].</param>
    /// <param name="pose">Gets the pose.</param>
    /// <returns>False if the matrix is not a rigid transform: its rows are not of unit length or not orthogonal within 1e-3.</returns>
    public static bool TryReadMatrix(ReadOnlySpan<double> matrix, out Pose pose)
    {
        // Single precision and renormalised products leave 1e-6; a scale or a transposed translation leaves much more.
        const double tolerance = 1e-3;
        pose = Pose.Identity;
        var x = new Vec3(matrix[0], matrix[1], matrix[2]);
        var y = new Vec3(matrix[4], matrix[5], matrix[6]);
        var z = new Vec3(matrix[8], matrix[9], matrix[10]);
        Vec3 handed = Vec3.Cross(x, y) - z;
        bool rigid = Math.Abs(x.Length - 1) < tolerance && Math.Abs(y.Length - 1) < tolerance && handed.Length < tolerance
            && matrix[12] == 0 && matrix[13] == 0 && matrix[14] == 0 && matrix[15] == 1;
        if (!rigid)
            return false;
        Quat orientation = Quat.FromMatrix([x.X, x.Y, x.Z, y.X, y.Y, y.Z, z.X, z.Y, z.Z]);
        pose = new Pose(new Vec3(matrix[3], matrix[7], matrix[11]), orientation);
        return true;
    }

    /// <summary>The pose that an arm action commands from the measured one.</summary>
    /// <param name="eef">Measured pose, world frame.</param>
    /// <param name="action">Shape [3] for translations or [6] with rotations, components in [−1, 1].</param>
    public static Pose TargetOf(in Pose eef, ReadOnlySpan<double> action)
    {
        Vec3 step = new Vec3(action[0], action[1], action[2]) * MetresPerAction;
        Quat turn = action.Length >= 6 ? Quat.Exp(new Vec3(action[3], action[4], action[5]) * RadiansPerAction) : Quat.Identity;
        return new Pose(eef.Position + step, (turn * eef.Orientation).Normalized);
    }

    /// <summary>Sirius' <c>action_modes</c>: who acted, as far as those files tell apart.</summary>
    public static long ActionMode(EpisodeKind kind, StepMode mode) =>
        kind == EpisodeKind.Demonstration ? DemonstrationMode
        : mode is StepMode.Policy or StepMode.Mistake ? PolicyMode
        : InterventionMode;

    /// <summary>Sirius' <c>intv_labels</c>: the modes, with the last policy steps before each intervention set apart.</summary>
    /// <param name="modes">From <see cref="ActionMode"/>, shape [N].</param>
    /// <param name="labels">Result, shape [N].</param>
    public static void InterventionLabels(ReadOnlySpan<long> modes, Span<long> labels)
    {
        modes.CopyTo(labels);
        for (int step = 1; step < modes.Length; step++)
        {
            if (modes[step] != InterventionMode || modes[step - 1] != PolicyMode)
                continue;
            for (int before = step - 1; before >= Math.Max(0, step - PreInterventionSteps) && modes[before] == PolicyMode; before--)
                labels[before] = PreInterventionLabel;
        }
    }
}
