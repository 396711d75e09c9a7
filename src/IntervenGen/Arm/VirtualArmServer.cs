using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Network;
using IntervenGen.VirtualFranka;

namespace IntervenGen;

/// <summary>The depth camera that is served beside a virtual robot.</summary>
/// <param name="Port">TCP port; 0 picks a free one.</param>
/// <param name="Calibration">JSON file to which its place is written; null for none.</param>
/// <param name="Overwrite">Whether another file of that name is replaced.</param>
internal sealed record ServedCamera(int Port, string? Calibration, bool Overwrite);

/// <summary>Serves a virtual robot, and a camera if one is asked for, until it is stopped.</summary>
internal static class VirtualArmServer
{
    /// <param name="options">Which robot, and where it listens.</param>
    /// <param name="served">The camera; null for none.</param>
    /// <param name="say">Told the addresses, a line each.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Core.IntervenGenException">The robot's own threads failed.</exception>
    public static void Serve(VirtualRobotOptions options, ServedCamera? served, Action<string> say, CancellationToken cancellation)
    {
        using var robot = new VirtualRobot(options);
        string arm = options.Version.Number <= 5 ? "Panda" : "FR3";
        say(
            $"virtual {arm}, {options.Version}, {options.Clock}: robot on {options.Address}:{robot.Port}, " +
            $"gripper on {options.Address}:{robot.GripperPort}; Ctrl-C ends it");
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, robot.Faulted);
        if (served is null)
            ends.Token.WaitHandle.WaitOne();
        else
            Serve(robot, options, served, say, ends.Token);
        robot.ThrowIfFaulted();
    }

    private static void Serve(
        VirtualRobot robot, VirtualRobotOptions options, ServedCamera served, Action<string> say, CancellationToken cancellation)
    {
        using var camera = new RobotCamera(robot, new DepthNoise(1));
        if (served.Calibration is { } file && !IsWritten(file, camera.Calibration))
            camera.Calibration.Write(file, served.Overwrite);
        using var server = new CameraServer(camera, options.Address, served.Port);
        say($"camera on {server.EndPoint}{(served.Calibration is null ? "" : $", calibration in {served.Calibration}")}");
        server.Run(cancellation);
    }

    // The camera stands where it stood the last time, so the usual file there says the same already.
    private static bool IsWritten(string file, CameraCalibration calibration) =>
        File.Exists(file) && File.ReadAllText(file) == calibration.ToJson() + "\n";
}
