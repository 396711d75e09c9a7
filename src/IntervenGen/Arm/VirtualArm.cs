using IntervenGen.Core;
using IntervenGen.Deployment;
using IntervenGen.Experiments;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Generation;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Estimation;
using IntervenGen.Tasks.BlockGrasp;
using IntervenGen.VirtualFranka;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen;

/// <summary>A policy on a virtual arm over FCI, in lock-step, with a noisy depth camera: the last columns of Table IV without a
/// robot.</summary>
/// <remarks>Nothing of the policy's path knows that the robot is virtual; only the scene's layout and the judge do.</remarks>
internal static class VirtualArm
{
    // A look and its fit take longer than the default wait on a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs trials.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="spec">Its task.</param>
    /// <param name="keys">Of the trials.</param>
    /// <param name="settings">Number of trials, and which arm.</param>
    /// <param name="stop">Stops it.</param>
    public static ArmResult Run(IBatchPolicy policy, TaskSpec spec, EpisodeKey keys, EvaluationSettings settings, CancellationToken stop)
    {
        FciVersion version = VersionOf(settings.ArmService);
        using var robot = new VirtualRobot(new VirtualRobotOptions
        {
            Version = version,
            Port = 0,
            GripperPort = 0,
            Clock = RobotClock.LockStep,
            AnswerWait = s_patience,
        });
        using var camera = new RobotCamera(robot, new DepthNoise(keys.Seed));
        FciOptions waits = robot.ClientOptions with { StateTimeout = s_patience, CommandTimeout = s_patience };
        using FciConnection connection = FciConnection.Connect("127.0.0.1", waits);
        using GripperConnection gripper = GripperConnection.Connect("127.0.0.1", waits);
        var options = new DeploymentOptions
        {
            IsInline = true,
            WorldFromBase = VirtualWorld.WorldFromBase,
            Motion = new MotionOptions { Realtime = RealtimeWish.Off, StartTimeout = s_patience, EndTimeout = s_patience },
        };
        using var sight = new CameraSight(
            camera, camera.Calibration, options.WorldFromBase, isInline: true,
            new CubePoseOptions { TableHeight = camera.Calibration.TableHeight });
        using IPolicySession session = policy.CreateSession(1);
        using var trial = new GraspTrial(
            connection, gripper, sight, session, new CartesianImpedance(FrankaArm.Of(version).With(FrankaArm.Hand)), spec, options,
            () => robot.Invoke(world => world.WorldFromCube));
        var workflow = new ArmTrials(trial, RunMonitor.Silent)
        {
            Place = key => robot.Invoke(world => world.PlaceCube(BlockGraspScene.SamplePlace(key))),
        };
        return workflow.Run(keys, settings.Trials, new MemorySink(), stop);
    }

    private static FciVersion VersionOf(int? service) => service is not { } number ? FciVersion.V10
        : FciVersion.TryFind(number, out FciVersion? version) ? version
        : throw new UsageException($"there is no virtual arm of robot service {number}");
}
