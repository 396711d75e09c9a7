using System.Collections.Concurrent;
using System.Net;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Interop.Realtime;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.Control;
using IntervenGen.VirtualFranka.Server;

namespace IntervenGen.VirtualFranka;

/// <summary>A scratch robot that goes through every mode on ports of its own, once a process and version.</summary>
/// <remarks>
/// Code is compiled when it first runs, for longer than a millisecond: without this the first motion of a process loses its first
/// commands, and a motion of joint positions does not survive that. Nothing of it is left but compiled code.
/// </remarks>
internal static class Rehearsal
{
    // Enough that commands come and are missed, at the rate below.
    private const int Cycles = 12;

    private static readonly ConcurrentDictionary<int, Lazy<bool>> s_done = [];

    /// <summary>Rehearses for a version unless that was done before.</summary>
    public static void Once(FciVersion version) => _ = s_done.GetOrAdd(version.Number, _ => new Lazy<bool>(() => Play(version))).Value;

    private static bool Play(FciVersion version)
    {
        using var robot = new VirtualRobot(new VirtualRobotOptions
        {
            Version = version,
            Address = IPAddress.Loopback,
            Port = 0,
            GripperPort = 0,
            Clock = RobotClock.LockStep,
            AnswerWait = TimeSpan.FromMilliseconds(1),
            Faults = new LinkFaults { LostCommands = 0.2 },
            Timing = new ControlTiming { SwitchDelay = 0, RecoveryTime = 0 },
        });
        using FciConnection client = FciConnection.Connect("127.0.0.1", robot.ClientOptions);
        client.SetLoad(new Payload(0.1, Vec3.Zero, InertiaNumbers.Diagonal(1e-4, 1e-4, 1e-4)));
        client.SetCollisionBehavior(CollisionBehavior.Uniform(100, 100, 100, 100));
        client.SetJointImpedance(JointNumbers.All(2000));
        client.SetCartesianImpedance(AxisNumbers.From([2000, 2000, 2000, 200, 200, 200]));
        for (MotionGeneratorMode generator = MotionGeneratorMode.JointPosition; generator < MotionGeneratorMode.None; generator++)
            Play(client, new Still(ControllerMode.JointImpedance, generator));
        Play(client, new Still(ControllerMode.CartesianImpedance, MotionGeneratorMode.JointVelocity));
        Play(client, new Still(ControllerMode.ExternalController, MotionGeneratorMode.None));
        if (version.Number >= 10)
            Play(client, new Still(ControllerMode.JointImpedance, MotionGeneratorMode.JointPosition), JointNumbers.All(1));
        PlayReflex(robot, client);
        RealtimeClock.SleepUntil(RealtimeClock.Now + 1000);
        new CycleClock().Excuses();
        return true;
    }

    private static void Play(FciConnection client, Still motion, JointNumbers? asynchronous = null)
    {
        try
        {
            client.Run(motion, new MotionOptions
            {
                Realtime = RealtimeWish.Off,
                CutoffFrequency = 1000,
                AsynchronousVelocity = asynchronous,
            });
        }
        catch (FrankaMotionException)
        {
            client.AutomaticErrorRecovery();
        }
    }

    private static void PlayReflex(VirtualRobot robot, FciConnection client)
    {
        robot.UserStop(isPressed: true);
        robot.UserStop(isPressed: false);
        client.AutomaticErrorRecovery();
        client.StopMove();
        Play(client, new Still(ControllerMode.JointImpedance, MotionGeneratorMode.JointVelocity) { Jumps = true });
    }

    /// <summary>Commands what the robot does already.</summary>
    private sealed class Still(ControllerMode controller, MotionGeneratorMode generator) : IMotion
    {
        private int _cycles;

        public ControllerMode Controller => controller;

        public MotionGeneratorMode Generator => generator;

        public bool Jumps { get; init; }

        public bool Update(RobotState state, long elapsed, RobotCommand command)
        {
            if (_cycles++ > 0)
            {
                if (Jumps && _cycles > Cycles / 2)
                    command.Velocities[0] = 1;
                return _cycles < Cycles;
            }

            state[StateField.PositionDesired].CopyTo(command.Positions);
            state[StateField.BaseFromEndEffectorCommanded].CopyTo(command.BaseFromEndEffector);
            command.HasElbow = generator is MotionGeneratorMode.CartesianPosition or MotionGeneratorMode.CartesianVelocity;
            if (command.HasElbow)
                state[StateField.ElbowCommanded].CopyTo(command.Elbow);
            return true;
        }
    }
}
