using System.Net;
using IntervenGen.Core;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Network;
using IntervenGen.VirtualFranka;

namespace IntervenGen;

/// <summary>The depth camera that is served beside a virtual robot.</summary>
/// <param name="Port">TCP port; 0 picks a free one.</param>
/// <param name="Calibration">JSON file to which its place is written; null for none.</param>
/// <param name="Overwrite">Whether another file of that name is replaced.</param>
internal sealed record ServedCamera(int Port, string? Calibration, bool Overwrite);

/// <summary>What is served beside the robots themselves.</summary>
internal sealed record ServedExtras
{
    /// <summary>How many robots, each on an address of its own, counted up from the first.</summary>
    public int Robots { get; init; } = 1;

    /// <summary>TCP port on which each robot takes commands of tests; null for none, 0 picks a free one.</summary>
    public int? ControlPort { get; init; }

    /// <summary>File to which a line of JSON is added for every motion; null for none.</summary>
    public string? Log { get; init; }

    /// <summary>The camera of the first robot; null for none.</summary>
    public ServedCamera? Camera { get; init; }
}

/// <summary>Serves virtual robots, and what belongs to them, until they are stopped.</summary>
internal static class VirtualArmServer
{
    /// <summary>The tables of a version that a user asks for.</summary>
    /// <exception cref="UsageException">There are none.</exception>
    public static FciVersion Version(int number) => FciVersion.TryFind(number, out FciVersion? tables)
        ? tables
        : throw new UsageException(
            $"--fci-version is {number}; known are {string.Join(", ", FciVersion.All.Select(known => known.Number))}");

    /// <param name="options">Which robot, and where the first of them listens.</param>
    /// <param name="extras">How many, and what else is served.</param>
    /// <param name="say">Told the addresses, a line each, and what became of the motions at the end.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether every motion ended as its client meant it to, or by its client's stop.</returns>
    /// <exception cref="IntervenGenException">A robot's own threads failed.</exception>
    public static bool Serve(VirtualRobotOptions options, ServedExtras extras, Action<string> say, CancellationToken cancellation)
    {
        var owned = new Stack<IDisposable>();
        try
        {
            using var log = new MotionLogFile(extras.Log);
            var robots = new List<VirtualRobot>();
            var ends = Own(CancellationTokenSource.CreateLinkedTokenSource(cancellation));
            for (int i = 0; i < extras.Robots; i++)
            {
                VirtualRobotOptions each = options with { Address = Next(options.Address, i) };
                VirtualRobot robot = Own(new VirtualRobot(each));
                robots.Add(robot);
                owned.Push(robot.Faulted.Register(ends.Cancel));
                Introduce(robot, each, say);
                if (extras.ControlPort is { } port)
                    say($"control on {Own(new RemoteControl(robot, each.Address, port)).EndPoint}");
            }

            Task watch = Task.Run(() => log.Follow(robots, ends.Token), CancellationToken.None);
            if (extras.Camera is { } camera)
                Serve(robots[0], options, camera, say, ends.Token);
            else
                ends.Token.WaitHandle.WaitOne();
            ends.Cancel();
            watch.Wait(CancellationToken.None);
            foreach (VirtualRobot robot in robots)
                robot.ThrowIfFaulted();
            foreach (string line in log.Summary(robots))
                say(line);
            return log.IsClean;
        }
        finally
        {
            while (owned.TryPop(out IDisposable? part))
                part.Dispose();
        }

        T Own<T>(T part)
            where T : IDisposable
        {
            owned.Push(part);
            return part;
        }
    }

    private static void Introduce(VirtualRobot robot, VirtualRobotOptions options, Action<string> say)
    {
        string arm = FrankaArm.Of(options.Version).Name;
        say(
            $"virtual {arm}, {options.Version}, {options.Clock}: robot on {options.Address}:{robot.Port}, " +
            $"gripper on {options.Address}:{robot.GripperPort}; Ctrl-C ends it");
        if (options.Scene is { } scene)
            say($"scene of {scene.Name}");
    }

    // 127.0.0.1, 127.0.0.2 and so on: the vendor's clients know one port alone, so several robots need several addresses.
    private static IPAddress Next(IPAddress first, int index)
    {
        byte[] bytes = first.GetAddressBytes();
        if (index > 0 && (first.Equals(IPAddress.Any) || bytes[^1] + index > 254))
            throw new UsageException($"several robots need addresses of their own, counted up from {first}: --listen 127.0.0.1");
        bytes[^1] += (byte)index;
        return new IPAddress(bytes);
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
