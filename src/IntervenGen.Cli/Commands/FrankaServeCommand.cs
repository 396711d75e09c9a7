using System.CommandLine;
using System.Net;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Franka.Wire;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Network;
using IntervenGen.VirtualFranka;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen franka serve</c>: a robot that is not there.</summary>
internal static class FrankaServeCommand
{
    public static Command Create()
    {
        var listen = new Option<string>("--listen") { Description = "IPv4 address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port")
        {
            Description = "TCP port of the robot service; 0 picks a free one.",
            DefaultValueFactory = _ => 1337,
        }.Within(0, 65535);
        var gripperPort = new Option<int>("--gripper-port")
        {
            Description = "TCP port of the gripper service; 0 picks a free one.",
            DefaultValueFactory = _ => 1338,
        }.Within(0, 65535);
        var version = new Option<int>("--fci-version")
        {
            Description = "Version of the robot service: 10, 9 and 7 are an FR3, 5 is a Panda.",
            DefaultValueFactory = _ => 10,
        }.Within(FciVersion.All.Min(known => known.Number), FciVersion.All.Max(known => known.Number));
        var clock = new Option<RobotClock>("--clock")
        {
            Description = "Realtime (a late command is lost) or LockStep (in a motion the robot waits for each answer).",
            DefaultValueFactory = _ => RobotClock.Realtime,
        };
        var cameraPort = new Option<int?>("--camera-port")
        {
            Description = "Also serve a depth camera beside the table, with a D415's noise, on this TCP port; 0 picks a free one.",
        }.Within(0, 65535);
        var calibration = new Option<string?>("--calibration") { Description = "Write where that camera stands to this JSON file." };
        Option<bool> overwrite = Outputs.OverwriteOption();
        var pushCube = new Option<double>("--push-cube")
        {
            Description = "Strongest random push on the cube, newtons, every two seconds.",
        }.Within(0, 100, "N");
        var pushHand = new Option<double>("--push-hand")
        {
            Description = "Strongest random push on the hand, newtons, every two seconds.",
        }.Within(0, 100, "N");
        var command = new Command(
            "serve",
            "Serve a virtual robot, arm and hand over a table with a cube, that speaks FCI: for this driver and for libfranka.\n\n" +
            "Then, beside it:  igen franka state --host 127.0.0.1\n\nExample:  igen franka serve --clock LockStep");
        foreach (Option option in (Option[])[listen, port, gripperPort, version, clock, cameraPort, calibration, overwrite, pushCube, pushHand])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            if (!ListenAddress.TryParse(parsed.GetValue(listen), out IPAddress? address))
                throw new UsageException($"{listen.Name} is '{parsed.GetValue(listen)}'; it must be an IPv4 address such as 127.0.0.1 or 0.0.0.0");
            if (!FciVersion.TryFind(parsed.GetValue(version), out FciVersion? tables))
                throw new UsageException($"{version.Name} is {parsed.GetValue(version)}; known are {string.Join(", ", FciVersion.All.Select(known => known.Number))}");
            using var robot = new VirtualRobot(new VirtualRobotOptions
            {
                Version = tables,
                Address = address,
                Port = parsed.GetValue(port),
                GripperPort = parsed.GetValue(gripperPort),
                Clock = parsed.GetValue(clock),
                Perturbation = new PerturbationOptions
                {
                    CubeForce = parsed.GetValue(pushCube),
                    HandForce = parsed.GetValue(pushHand),
                },
                WantsPriority = parsed.GetValue(clock) == RobotClock.Realtime,
            });
            string arm = tables.Number <= 5 ? "Panda" : "FR3";
            reporter.Result($"virtual {arm}, {tables}, {parsed.GetValue(clock)}: robot on {address}:{robot.Port}, gripper on {address}:{robot.GripperPort}; Ctrl-C ends it");
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, robot.Faulted);
            if (parsed.GetValue(cameraPort) is { } asked)
                ServeCamera(robot, address, asked, parsed.GetValue(calibration), parsed.GetValue(overwrite), reporter, ends.Token);
            else
                ends.Token.WaitHandle.WaitOne();
            robot.ThrowIfFaulted();
            return Invocation.Done;
        });
    }

    private static void ServeCamera(
        VirtualRobot robot, IPAddress address, int port, string? calibration, bool overwrite, Reporter reporter, CancellationToken cancellation)
    {
        using var camera = new RobotCamera(robot, new DepthNoise(1));
        // The camera stands where it stood the last time, so the usual file there says the same already.
        if (calibration is not null && !(File.Exists(calibration) && File.ReadAllText(calibration) == camera.Calibration.ToJson() + "\n"))
            camera.Calibration.Write(calibration, overwrite);
        using var server = new CameraServer(camera, address, port);
        reporter.Result($"camera on {server.EndPoint}{(calibration is null ? "" : $", calibration in {calibration}")}");
        server.Run(cancellation);
    }
}
