using System.Text.Json;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary><c>igen franka</c>: the group, and <c>state</c>.</summary>
internal static class FrankaCommand
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static Command Create()
    {
        return new Command("franka", "Talk to a Franka robot (FR3, Panda) over its network interface, FCI.")
            .With(
            State(), FrankaCheckCommand.Create(), FrankaRecoverCommand.Create(), FrankaGripperCommand.Create(),
            FrankaRunCommand.Create(), FrankaServeCommand.Create(), FrankaBenchCommand.Create(), FrankaSeeCommand.Create(),
            FrankaEstimateCommand.Create());
    }

    private static Command State()
    {
        var robot = new RobotOptions();
        Command command = robot.AddTo(new Command(
            "state",
            "Print one state of the robot as JSON, with the names of Franka's documentation. Nothing moves.\n\nExample:  igen franka " +
            "state --host 172.16.0.2"));
        return command.WithBody((parsed, reporter) =>
        {
            using FciConnection connection = robot.Connect(parsed);
            var state = new RobotState();
            connection.ReadState(state);
            JsonObject json = ArmJson.Of(connection, state);
            reporter.Show(json.ToJsonString(s_indented).Split('\n'), json);
        });
    }
}
