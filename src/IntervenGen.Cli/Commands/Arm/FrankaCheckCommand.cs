using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary><c>igen franka check</c>: whether this machine, the network and the robot are fit for a 1 kHz loop.</summary>
internal static class FrankaCheckCommand
{
    public static Command Create()
    {
        var robot = new RobotOptions();
        var seconds = NewOption.Of<double>("--seconds", "Duration of listening, seconds.", 3).Within(0.01, 3600, "s");
        var maxLost = NewOption.Of<double>(
            "--max-lost", "Exit code 1 if more than this percentage of the states is lost.", 1).Within(0, 100, "%");
        var motion = NewOption.Of<bool>(
            "--motion",
            "Then command zero joint velocities for a while: the arm is under control and holds still. Without it nothing is " +
            "commanded.");
        var motionSeconds = NewOption.Of<double>("--motion-seconds", "Duration of that motion, seconds.", 10).Within(0.2, 600, "s");
        var minSuccess = NewOption.Of<double>(
            "--min-success",
            "Exit code 1 if the fraction of commands in time is below this in the motion, 0 to 1.", 0.95).Within(0, 1);
        var realtime = NewOption.Of<RealtimeWish>(
            "--realtime", "Real-time priority of the motion: Require, Prefer or Off.", RealtimeWish.Prefer);
        // The names that they had before.
        maxLost.Aliases.Add("--most-lost");
        minSuccess.Aliases.Add("--least-success");
        Command command = robot.AddTo(new Command(
            "check",
            "Report what this machine lacks for a 1 kHz loop, connect, agree on a version, time the received states, and count those " +
            "that are lost. Nothing moves.\n" +
            "With --motion the brakes open and the arm holds still under zero joint velocities. Keep the user stop in your hand.\n\n" +
            "Example:  igen franka check --host 172.16.0.2 --seconds 10 --motion"));
        command.With(seconds, maxLost, motion, motionSeconds, minSuccess, realtime);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var limits = new ArmCheckLimits(parsed.GetValue(maxLost), parsed.GetValue(minSuccess));
            var check = new ArmCheck(parsed.GetValue(robot.Host)!, limits, reporter.Result);
            check.LookAtMachine();
            using FciConnection connection = robot.Connect(parsed);
            check.Listen(connection, parsed.GetValue(seconds), cancellation);
            if (parsed.GetValue(motion) && check.Complaint is null)
                check.Hold(connection, parsed.GetValue(motionSeconds), parsed.GetValue(realtime), reporter.Say, cancellation);
            reporter.Json(check.ToJson());
            if (check.Complaint is null)
                return ExitCode.Done;
            reporter.Say($"igen: {check.Complaint}");
            return ExitCode.Failed;
        });
    }
}
