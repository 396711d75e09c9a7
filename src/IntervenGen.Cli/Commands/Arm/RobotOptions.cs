using IntervenGen.Franka.Connection;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary>Options that say where a robot is.</summary>
internal sealed class RobotOptions
{
    public Option<string> Host { get; } = NewOption.Required<string>("--host", "Name or IPv4 address of the controller.");

    public Option<int> Port { get; } = NewOption.Of<int>("--port", "TCP port of the robot service.", 1337).Within(1, 65535);

    public Option<int> GripperPort { get; } = NewOption.Of<int>(
        "--gripper-port", "TCP port of the gripper service.", 1338).Within(1, 65535);

    public Command AddTo(Command command, bool withGripper = false)
    {
        command.With(Host, Port);
        if (withGripper)
            command.With(GripperPort);
        return command;
    }

    /// <summary>Both ports, as the driver takes them.</summary>
    public FciOptions Of(ParseResult parsed) => new() { Port = parsed.GetValue(Port), GripperPort = parsed.GetValue(GripperPort) };

    public FciConnection Connect(ParseResult parsed) => FciConnection.Connect(parsed.GetValue(Host)!, Of(parsed));

    public GripperConnection ConnectGripper(ParseResult parsed) => GripperConnection.Connect(parsed.GetValue(Host)!, Of(parsed));
}
