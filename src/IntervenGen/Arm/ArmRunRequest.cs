using IntervenGen.Deployment;
using IntervenGen.Franka.Connection;
using IntervenGen.Perception.Camera;

namespace IntervenGen;

/// <summary>Which impedance turns a policy's targets into joint torques.</summary>
public enum ArmController
{
    /// <summary>Springs and dampers in Cartesian space.</summary>
    Cartesian = 0,

    /// <summary>Springs and dampers on the joints, behind inverse kinematics.</summary>
    Joint = 1,
}

/// <summary>Which policy runs on which arm, seen by which camera, and how.</summary>
public sealed record ArmRunRequest
{
    /// <summary>The policy's checkpoint, of the task <c>block-grasp</c>.</summary>
    public required string Policy { get; init; }

    /// <summary>Host name or address of the arm's controller.</summary>
    public required string Host { get; init; }

    /// <summary>Ports and waits of the connections to arm and gripper.</summary>
    public FciOptions Connection { get; init; } = new();

    /// <summary>Host of the depth camera's server.</summary>
    public required string CameraHost { get; init; }

    /// <summary>TCP port of the depth camera's server.</summary>
    public required int CameraPort { get; init; }

    /// <summary>Where the camera stands and how high the table is: intrinsics, base from camera, metres.</summary>
    public required CameraCalibration Calibration { get; init; }

    /// <summary>Trials in all, those of an earlier run into the same dataset included.</summary>
    public int Trials { get; init; } = 10;

    /// <summary>Seed of the estimate's added errors and of the policy's samples.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether the paper's error is added to the estimate: up to 1 cm in x, 2.5 to 7 cm in y.</summary>
    public bool Corrupted { get; init; } = true;

    /// <summary>Whether the arm carries the cube to another place of the region after a success.</summary>
    public bool Shuffles { get; init; }

    /// <summary>What turns targets into torques.</summary>
    public ArmController Controller { get; init; }

    /// <summary>Limits, speeds and thresholds of a trial.</summary>
    public DeploymentOptions Options { get; init; } = new();
}
