using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen franka</c>: the group, and <c>state</c>.</summary>
internal static class FrankaCommand
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("franka", "Talk to a Franka robot (FR3, Panda) over its network interface, FCI.");
        command.Add(State());
        command.Add(FrankaCheckCommand.Create());
        command.Add(FrankaRecoverCommand.Create());
        command.Add(FrankaGripperCommand.Create());
        command.Add(FrankaRunCommand.Create());
        command.Add(FrankaServeCommand.Create());
        command.Add(FrankaBenchCommand.Create());
        command.Add(FrankaSeeCommand.Create());
        command.Add(FrankaEstimateCommand.Create());
        return command;
    }

    private static Command State()
    {
        var robot = new RobotOptions();
        Command command = robot.AddTo(new Command(
            "state",
            "Print one state of the robot as JSON; names are those of Franka's documentation. Nothing moves.\n\nExample:  igen franka state --host 172.16.0.2"));
        return command.WithBody((parsed, reporter) =>
        {
            using FciConnection connection = robot.Connect(parsed);
            var state = new RobotState();
            connection.ReadState(state);
            JsonObject json = Describe(connection, state);
            foreach (string line in json.ToJsonString(s_indented).Split('\n'))
                reporter.Result(line);
            reporter.Json(json);
            return Invocation.Done;
        });
    }

    private static JsonObject Describe(FciConnection connection, RobotState state)
    {
        var json = new JsonObject
        {
            ["version"] = connection.Version.Number,
            ["message_id"] = state.MessageId,
            ["robot_mode"] = state.RobotMode.ToString(),
            ["controller_mode"] = state.ControllerMode.ToString(),
            ["motion_generator_mode"] = state.MotionGeneratorMode.ToString(),
            ["errors"] = Names(state.Errors),
            ["reflex_reason"] = Names(state.ReflexReason),
            ["control_command_success_rate"] = state.CommandSuccessRate,
        };
        foreach (StateField field in Enum.GetValues<StateField>().Where(connection.Version.State.Has))
        {
            Span<double> numbers = state[field];
            json[StateFields.Name(field)] = numbers.Length == 1
                ? Number(numbers[0])
                : new JsonArray([.. numbers.ToArray().Select(Number)]);
        }

        return json;
    }

    // JSON has no words for what is not finite.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    internal static JsonArray Names(RobotErrors errors) => new([.. errors.Names.Select(name => (JsonNode)name)]);
}
