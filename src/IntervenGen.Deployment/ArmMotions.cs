using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;

namespace IntervenGen.Deployment;

/// <summary>The motions of a trial: settings, transits, a policy's actions, recovery. One thread.</summary>
internal sealed class ArmMotions(FciConnection robot, IPoseController controller, DeploymentOptions options)
{
    private const int MaxTries = 3;

    /// <summary>The state as it was last read.</summary>
    public RobotState State { get; } = new();

    /// <summary>Reads the newest state.</summary>
    public RobotState Read()
    {
        robot.ReadState(State);
        return State;
    }

    /// <summary>Settings of the robot that trials count on.</summary>
    public void Configure()
    {
        Recover();
        robot.SetCollisionBehavior(options.Collision);
        robot.SetEndEffectorFrame(Pose.Identity);
        robot.SetStiffnessFrame(Pose.Identity);
    }

    /// <summary>Tries a transit up to three times: a reflex is recovered from, a user stop is not.</summary>
    public void Transit(Action transit)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                transit();
                return;
            }
            catch (FrankaMotionException fault) when (tries < MaxTries && fault.Status != FciStatus.EmergencyAborted)
            {
                Recover();
            }
        }
    }

    /// <summary>Runs a motion to its end.</summary>
    public void Run(IMotion motion, CancellationToken stop)
    {
        robot.Run(motion, options.Motion, stop);
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Runs a source of actions to its end.</summary>
    /// <param name="source">Of actions.</param>
    /// <param name="message">What stopped the arm; null if the source came to its end.</param>
    /// <param name="stop">Brakes the arm.</param>
    /// <returns>How the loop kept time; null if something stopped the arm.</returns>
    public MotionReport? Run(IActionSource source, out string? message, CancellationToken stop)
    {
        MotionReport? report = null;
        message = null;
        try
        {
            report = Run(source, stop);
        }
        catch (Exception exception) when (exception is FrankaMotionException { Status: not FciStatus.EmergencyAborted }
            or FrankaSafetyException or FrankaInvalidCommandException)
        {
            message = exception.Message;
        }

        stop.ThrowIfCancellationRequested();
        return report;
    }

    /// <summary>Recovers from a reflex.</summary>
    public void Recover()
    {
        if (Read().RobotMode == RobotMode.Reflex)
            robot.AutomaticErrorRecovery();
    }

    private MotionReport Run(IActionSource source, CancellationToken stop)
    {
        if (options.IsInline)
            return robot.Run(new ActionMotion(source, controller, options.Limits), options.Motion, stop);
        var threaded = new ThreadedActions(source);
        MotionReport report;
        try
        {
            report = robot.Run(new ActionMotion(threaded, controller, options.Limits), options.Motion, stop);
        }
        catch (Exception exception)
        {
            threaded.Dispose();
            ThrowIfLeftBehind(threaded, exception);
            throw;
        }

        threaded.Dispose();
        ThrowIfLeftBehind(threaded, null);
        return report;
    }

    // It may wake up at any time, with the hand, the policy and the record of the next trial in its grip.
    private static void ThrowIfLeftBehind(ThreadedActions threaded, Exception? cause)
    {
        if (threaded.IsLeftBehind)
        {
            throw new IntervenGenException(
                "the policy stalled and did not come back; the arm was stopped, and no trial can follow in this process", cause);
        }
    }
}
