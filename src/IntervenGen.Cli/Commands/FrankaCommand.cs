using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Franka;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen franka</c>: the group, and <c>state</c> and <c>check</c>.</summary>
internal static class FrankaCommand
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("franka", "Talk to a Franka robot (FR3, Panda) over its network interface, FCI.");
        command.Add(State());
        command.Add(Check());
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
        return command.WithBody((parsed, reporter, _) =>
        {
            using FciConnection connection = robot.Connect(parsed);
            var state = new RobotState();
            connection.ReadState(state);
            JsonObject json = Describe(connection, state);
            reporter.Result(json.ToJsonString(s_indented));
            reporter.Json(json);
            return Invocation.Done;
        });
    }

    private static Command Check()
    {
        var robot = new RobotOptions();
        var seconds = new Option<double>("--seconds") { Description = "How long to listen.", DefaultValueFactory = _ => 3 };
        var mostLost = new Option<double>("--most-lost")
        {
            Description = "Exit code 1 if more than this percentage of the states is lost.",
            DefaultValueFactory = _ => 1,
        };
        Command command = robot.AddTo(new Command(
            "check",
            "Connect, agree on a version, and count the states that come and that are lost. Nothing moves.\n\nExample:  igen franka check --host 172.16.0.2 --seconds 10"));
        command.Options.Add(seconds);
        command.Options.Add(mostLost);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            double wanted = Within(parsed, seconds, 0.01, 3600), limit = Within(parsed, mostLost, 0, 100);
            using FciConnection connection = robot.Connect(parsed);
            return Report(connection, Listen(connection, wanted, cancellation), limit, parsed.GetValue(robot.Host)!, reporter);
        });
    }

    // Seconds are the robot's own: ids count its milliseconds, whatever this machine's load.
    private static (RobotState Last, double Seconds) Listen(FciConnection connection, double seconds, CancellationToken cancellation)
    {
        var state = new RobotState();
        connection.ReadNextState(state);
        ulong first = state.MessageId;
        while (state.MessageId - first < seconds * 1000)
        {
            cancellation.ThrowIfCancellationRequested();
            connection.ReadNextState(state);
        }

        return (state, (state.MessageId - first) / 1000.0);
    }

    private static int Report(FciConnection connection, (RobotState Last, double Seconds) heard, double limit, string host, Reporter reporter)
    {
        StreamCounts counts = connection.StateCounts;
        double lost = 100.0 * counts.Lost / (counts.Received - counts.Late + counts.Lost), rate = (counts.Received - counts.Late) / heard.Seconds;
        bool isGood = lost <= limit;
        reporter.Result(string.Create(CultureInfo.InvariantCulture,
            $"{host}: {connection.Version}, mode {heard.Last.RobotMode}, {rate:0} states/s over {heard.Seconds:0.0} s, {counts.Lost} lost ({lost:0.00} %), {counts.Late} late or twice"));
        if (heard.Last.Errors.Any)
            reporter.Result($"  errors: {heard.Last.Errors}");
        if (heard.Last.ReflexReason.Any)
            reporter.Result($"  the last motion ended by: {heard.Last.ReflexReason}");
        reporter.Json(new JsonObject
        {
            ["host"] = host,
            ["version"] = connection.Version.Number,
            ["robot_mode"] = heard.Last.RobotMode.ToString(),
            ["errors"] = Names(heard.Last.Errors),
            ["reflex_reason"] = Names(heard.Last.ReflexReason),
            ["seconds"] = heard.Seconds,
            ["received"] = counts.Received,
            ["lost"] = counts.Lost,
            ["late"] = counts.Late,
            ["states_per_second"] = rate,
            ["lost_percent"] = lost,
            ["good"] = isGood,
        });
        if (isGood)
            return Invocation.Done;
        reporter.Say(string.Create(CultureInfo.InvariantCulture,
            $"igen: {lost:0.00} % of the states were lost, more than {limit:0.##} %; check the cable, the port on the controller and the load of this machine"));
        return Invocation.Failed;
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

    internal static double Within(ParseResult parsed, Option<double> option, double least, double most)
    {
        double value = parsed.GetValue(option);
        return value >= least && value <= most
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}; it must be between {least} and {most}"));
    }
}
