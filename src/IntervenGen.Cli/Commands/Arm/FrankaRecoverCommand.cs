using IntervenGen.Franka;
using IntervenGen.Franka.Connection;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary><c>igen franka recover</c>.</summary>
internal static class FrankaRecoverCommand
{
    public static Command Create()
    {
        var robot = new RobotOptions();
        Command command = robot.AddTo(new Command(
            "recover",
            "Leave the reflex mode after an error (automatic error recovery). Nothing moves but what was braking; it takes up to 16 " +
            "s.\n\nExample:  igen franka recover --host 172.16.0.2"));
        return command.WithBody((parsed, reporter) =>
        {
            using FciConnection connection = robot.Connect(parsed);
            var state = new RobotState();
            connection.ReadState(state);
            RobotMode before = state.RobotMode;
            RobotErrors reason = state.ReflexReason;
            connection.AutomaticErrorRecovery();
            connection.ReadState(state);
            reporter.Result($"{parsed.GetValue(robot.Host)}: {before} -> " +
                $"{state.RobotMode}{(reason.Any ? $"; the last motion had ended by {reason}" : "")}");
            reporter.Json(new JsonObject
            {
                ["before"] = before.ToString(),
                ["after"] = state.RobotMode.ToString(),
                ["reflex_reason"] = ArmJson.Names(reason),
            });
            return state.RobotMode == RobotMode.Idle ? ExitCode.Done : ExitCode.Failed;
        });
    }
}
