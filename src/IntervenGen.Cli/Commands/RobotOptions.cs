using System.CommandLine;
using IntervenGen.Core;
using IntervenGen.Franka;

namespace IntervenGen.Cli.Commands;

/// <summary>Options that say where a robot is.</summary>
internal sealed class RobotOptions
{
    public Option<string> Host { get; } = new("--host") { Description = "Name or IPv4 address of the controller.", Required = true };

    public Option<int> Port { get; } = new("--port") { Description = "TCP port of the robot service.", DefaultValueFactory = _ => 1337 };

    public Option<int> GripperPort { get; } = new("--gripper-port") { Description = "TCP port of the gripper service.", DefaultValueFactory = _ => 1338 };

    public Command AddTo(Command command, bool withGripper = false)
    {
        command.Options.Add(Host);
        command.Options.Add(Port);
        if (withGripper)
            command.Options.Add(GripperPort);
        return command;
    }

    /// <summary>Finds numbers that no port has, before anything is connected.</summary>
    public void Check(ParseResult parsed)
    {
        PortOf(parsed, Port);
        PortOf(parsed, GripperPort);
    }

    public FciConnection Connect(ParseResult parsed) =>
        FciConnection.Connect(parsed.GetValue(Host)!, new FciOptions { Port = PortOf(parsed, Port) });

    public GripperConnection ConnectGripper(ParseResult parsed) =>
        GripperConnection.Connect(parsed.GetValue(Host)!, new FciOptions { GripperPort = PortOf(parsed, GripperPort) });

    /// <summary>A port in range.</summary>
    public static int PortOf(ParseResult parsed, Option<int> option, int lowest = 1)
    {
        int port = parsed.GetValue(option);
        return port >= lowest && port <= 65535
            ? port
            : throw new UsageException($"{option.Name} is {port}; it must be between {lowest} and 65535");
    }
}
