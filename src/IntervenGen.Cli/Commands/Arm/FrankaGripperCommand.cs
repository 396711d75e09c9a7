using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary><c>igen franka gripper state|home|move|grasp|stop</c>.</summary>
internal static class FrankaGripperCommand
{
    public static Command Create()
    {
        var command = new Command(
            "gripper",
            "Inspect and move the Franka Hand.\n\nExample:  igen franka gripper grasp --host 172.16.0.2 --width 0.05 --force 30");
        command.Add(Action("state", "Print the gripper's state. Nothing moves.", (_, _) => true));
        command.Add(Action(
            "home", "Close and open to find the greatest width; needed after the fingers were changed. The fingers move.", (gripper, _) =>
        {
            gripper.Homing();
            return true;
        }));
        command.Add(Action("stop", "Stop a running action and release.", (gripper, _) =>
        {
            gripper.Stop();
            return true;
        }));
        command.Add(Move());
        command.Add(Grasp());
        return command;
    }

    private static Command Move()
    {
        Option<double> width = Width("Opening to reach, metres."), speed = Speed();
        return Action(
            "move", "Move the fingers.", (gripper, parsed) => gripper.Move(parsed.GetValue(width), parsed.GetValue(speed)), width, speed);
    }

    private static Command Grasp()
    {
        Option<double> width = Width("Expected width of the object, metres."), speed = Speed();
        var force = NewOption.Of<double>("--force", "Holding force, newtons.", 30).Within(0.1, 140, "N");
        var tolerance = NewOption.Of<double>(
            "--tolerance", "Accepted deviation of the object's width, metres.", 0.005).Within(0, 0.1, "m");
        return Action(
            "grasp",
            "Close on an object and hold it. Exit code 1 if there is none of that width.",
            (gripper, parsed) =>
            {
                double allowed = parsed.GetValue(tolerance);
                return gripper.Grasp(
                    new GraspRequest(parsed.GetValue(width), allowed, allowed, parsed.GetValue(speed), parsed.GetValue(force)));
            },
            width, speed, force, tolerance);
    }

    private static Command Action(string name, string description, Func<GripperConnection, ParseResult, bool> act, params Option[] options)
    {
        var robot = new RobotOptions();
        // What must be given is in the example.
        string needed = string.Concat(options.Where(option => option.Required).Select(option => $" {option.Name} 0.05"));
        var command = new Command(name, $"{description}\n\nExample:  igen franka gripper {name} --host 172.16.0.2{needed}");
        command.With([robot.Host, robot.GripperPort, .. options]);
        return command.WithBody((parsed, reporter) =>
        {
            using GripperConnection gripper = robot.ConnectGripper(parsed);
            bool isDone = act(gripper, parsed);
            // The newest of what has queued up may be older than the action's end; the one after it is not.
            gripper.ReadState();
            Report(name, isDone, gripper.ReadState(), reporter);
            return isDone ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static void Report(string name, bool isDone, GripperState state, Reporter reporter)
    {
        string end = isDone ? "done" : "not reached", holds = state.IsGrasped ? "holds something" : "holds nothing";
        reporter.Result(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {end}; width {state.Width * 1000:0.0} mm of {state.MaximumWidth * 1000:0.0} mm, {holds}, {state.Temperature} °C"));
        reporter.Json(new JsonObject
        {
            ["done"] = isDone,
            ["width"] = state.Width,
            ["max_width"] = state.MaximumWidth,
            ["is_grasped"] = state.IsGrasped,
            ["temperature"] = state.Temperature,
        });
    }

    private static Option<double> Width(string description) => NewOption.Required<double>("--width", description).Within(0, 0.2, "m");

    private static Option<double> Speed() => NewOption.Of<double>("--speed", "Speed of the opening, m/s.", 0.1).Within(0.001, 0.2, "m/s");
}
