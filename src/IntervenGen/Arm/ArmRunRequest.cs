using IntervenGen.Deployment;
using IntervenGen.Franka.Connection;
using IntervenGen.Perception.Camera;

namespace IntervenGen;

/// <summary>The impedance controller that turns a policy's targets into joint torques.</summary>
public enum ArmController
{
    /// <summary>A spring-damper in Cartesian space.</summary>
    Cartesian = 0,

    /// <summary>Spring-dampers on the joints, behind inverse kinematics.</summary>
    Joint = 1,
}

/// <summary>Request to run a policy on an arm with a camera or a tracker.</summary>
public sealed record ArmRunRequest
{
    /// <summary>Checkpoint of the policy, for the task <c>block-grasp</c> or, with a tracker, for any.</summary>
    public required string Policy { get; init; }

    /// <summary>Path of a fitted trigger by which the arm stops and asks for help, which ends the trial; null for none.</summary>
    public string? Trigger { get; init; }

    /// <summary>Host name or address of the arm's controller.</summary>
    public required string Host { get; init; }

    /// <summary>Ports and timeouts of the connections to arm and gripper.</summary>
    public FciOptions Connection { get; init; } = new();

    /// <summary>Host and TCP port of the depth camera's server, for Block Grasp; null with a <see cref="Tracker"/>.</summary>
    public CameraAddress? Camera { get; init; }

    /// <summary>Calibration of the camera: intrinsics in pixels, pose in the base frame in metres, height of the table. With a tracker its
    /// table's height alone counts; null: the table is where the task has it.</summary>
    public CameraCalibration? Calibration { get; init; }

    /// <summary>Host and TCP port of a tracker that tells where things are, for any task; null with a <see cref="Camera"/>.</summary>
    public CameraAddress? Tracker { get; init; }

    /// <summary>Asks a person to do something and waits until it is done; null where nobody is there.</summary>
    public Action<string>? Ask { get; init; }

    /// <summary>Number of trials in all, including those of an earlier run into the same dataset.</summary>
    public int Trials { get; init; } = 10;

    /// <summary>Seed of the added estimation errors and of the policy's sampling.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether the paper's error is added to the estimate: up to 1 cm in x, 2.5 to 7 cm in y.</summary>
    public bool Corrupted { get; init; } = true;

    /// <summary>Whether the arm carries the cube to another place of the region after a success.</summary>
    public bool Shuffles { get; init; }

    /// <summary>The impedance controller that turns targets into torques.</summary>
    public ArmController Controller { get; init; }

    /// <summary>Whether the arm has no hand, or it is to be left alone.</summary>
    public bool HasNoGripper { get; init; }

    /// <summary>Limits, speeds and thresholds of a trial.</summary>
    public DeploymentOptions Options { get; init; } = new();
}
