using System.Net;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary><c>igen franka serve</c>: serves a virtual robot.</summary>
internal static class FrankaServeCommand
{
    public static Command Create()
    {
        var listen = new ListenOptions("IPv4 address on which the robot service listens.", 1337);
        var gripperPort = NewOption.Of<int>(
            "--gripper-port", "TCP port of the gripper service; 0 picks a free one.", 1338).Within(0, 65535);
        var version = NewOption.Of<int>(
            "--fci-version",
            "Version of the robot service: 6 to 10 are an FR3, 5 is a Panda.",
            10).Within(FciVersion.All.Min(known => known.Number), FciVersion.All.Max(known => known.Number));
        var clock = NewOption.Of<RobotClock>(
            "--clock",
            "Realtime (a late command is lost) or LockStep (in a motion the robot waits for each answer).", RobotClock.Realtime);
        var cameraPort = NewOption.Of<int?>(
            "--camera-port",
            "Also serve a depth camera beside the table, with a D415's noise, on this TCP port; 0 picks a free one.").Within(0, 65535);
        var calibration = NewOption.Of<string?>("--calibration", "Write that camera's calibration to this JSON file.");
        Option<bool> overwrite = NewOption.Overwrite();
        var pushCube = NewOption.Of<double>(
            "--push-cube",
            "Largest force of a random push on the cube or the first free body, every two seconds, newtons.").Within(0, 100, "N");
        var pushHand = NewOption.Of<double>(
            "--push-hand", "Largest force of a random push on the hand every two seconds, newtons.").Within(0, 100, "N");
        var scene = NewOption.Of<string?>(
            "--scene",
            "Serve it in the scene of this task, a name or a folder, where an episode begins; otherwise over a table with a cube.");
        var seed = NewOption.Of<ulong>("--seed", "Seed of that scene's start.", 1);
        var robots = NewOption.Of<int>(
            "--robots", "Number of robots, each on an address of its own, counted up from --listen.", 1).Within(1, 16);
        var controlPort = NewOption.Of<int?>(
            "--control-port",
            "Also take commands of tests on this TCP port, a line each: stop, release, push, fail, cube, objects, place, posture, reset, " +
            "status; 0 picks a free one.").Within(0, 65535);
        var log = NewOption.Of<string?>("--log", "Add a line of JSON for every motion to this file.");
        var strict = NewOption.Of<bool>("--strict", "Exit code 1 if a motion was ended by the robot instead of its client.");
        var command = new Command(
            "serve",
            "Serve a virtual robot that speaks FCI, arm and hand over a table with a cube or in a task's scene: for this driver and for " +
            "libfranka.\n\nThen, beside it:  igen franka state --host 127.0.0.1\n\nExample:  igen franka serve --clock LockStep");
        listen.AddTo(command).With(gripperPort, version, clock, cameraPort, calibration, overwrite, pushCube, pushHand,
            scene, seed, robots, controlPort, log, strict);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            (IPAddress address, int port) = listen.Of(parsed);
            using RobotScene? around = parsed.GetValue(scene) is { } task ? RobotScene.Open(task, parsed.GetValue(seed)) : null;
            var options = new VirtualRobotOptions
            {
                Scene = around,
                Version = VirtualArmServer.Version(parsed.GetValue(version)),
                Address = address,
                Port = port,
                GripperPort = parsed.GetValue(gripperPort),
                Clock = parsed.GetValue(clock),
                Perturbation = new PerturbationOptions
                {
                    CubeForce = parsed.GetValue(pushCube),
                    HandForce = parsed.GetValue(pushHand),
                },
                WantsPriority = parsed.GetValue(clock) == RobotClock.Realtime,
            };
            var extras = new ServedExtras
            {
                Robots = parsed.GetValue(robots),
                ControlPort = parsed.GetValue(controlPort),
                Log = parsed.GetValue(log),
                Camera = parsed.GetValue(cameraPort) is { } asked
                    ? new ServedCamera(asked, parsed.GetValue(calibration), parsed.GetValue(overwrite))
                    : null,
            };
            bool isClean = VirtualArmServer.Serve(options, extras, reporter.Result, cancellation);
            return isClean || !parsed.GetValue(strict) ? ExitCode.Done : ExitCode.Failed;
        });
    }
}
