using System.CommandLine;
using IntervenGen.Franka.Connection;

namespace IntervenGen.Cli.Commands;

/// <summary>Options that say where a robot is.</summary>
internal sealed class RobotOptions
{
    public Option<string> Host { get; } = new("--host") { Description = "Name or IPv4 address of the controller.", Required = true };

    public Option<int> Port { get; } = new Option<int>("--port")
    {
        Description = "TCP port of the robot service.",
        DefaultValueFactory = _ => 1337,
    }.Within(1, 65535);

    public Option<int> GripperPort { get; } = new Option<int>("--gripper-port")
    {
        Description = "TCP port of the gripper service.",
        DefaultValueFactory = _ => 1338,
    }.Within(1, 65535);

    public Command AddTo(Command command, bool withGripper = false)
    {
        command.Options.Add(Host);
        command.Options.Add(Port);
        if (withGripper)
            command.Options.Add(GripperPort);
        return command;
    }

    public FciConnection Connect(ParseResult parsed) =>
        FciConnection.Connect(parsed.GetValue(Host)!, new FciOptions { Port = parsed.GetValue(Port) });

    public GripperConnection ConnectGripper(ParseResult parsed) =>
        GripperConnection.Connect(parsed.GetValue(Host)!, new FciOptions { GripperPort = parsed.GetValue(GripperPort) });
}
