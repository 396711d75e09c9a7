using System.Diagnostics;
using System.Text.RegularExpressions;

namespace IntervenGen.Cli.Tests;

/// <summary><c>igen franka serve</c> as a child process: a virtual robot in lock-step with a camera, on free ports.</summary>
public sealed partial class VirtualRobotProcess : IDisposable
{
    private readonly Igen _igen;
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-franka-").FullName;

    public VirtualRobotProcess()
    {
        Calibration = this["camera.json"];
        _igen = Igen.Start(
            "franka", "serve", "--clock", "LockStep", "--port", "0", "--gripper-port", "0", "--camera-port", "0", "--calibration", Calibration);
        Match robot = WaitFor(RobotLine()), camera = WaitFor(CameraLine());
        (Port, GripperPort, Camera) = (robot.Groups[1].Value, robot.Groups[2].Value, camera.Groups[1].Value);
    }

    public string Port { get; }

    public string GripperPort { get; }

    /// <summary>HOST:PORT.</summary>
    public string Camera { get; }

    /// <summary>The camera's calibration file.</summary>
    public string Calibration { get; }

    /// <summary>A path of one's own.</summary>
    public string this[string name] => Path.Combine(_folder, name);

    internal static string Policy(string task) => Path.Combine(Repository.Root, "benchmarks", "paper", "policies", task + ".ckpt");

    /// <summary>A command of the arm.</summary>
    internal string[] Arm(params string[] words) => ["franka", .. words, "--host", "127.0.0.1", "--port", Port, "--json"];

    /// <summary>A command of the gripper.</summary>
    internal string[] Gripper(params string[] words) => ["franka", "gripper", .. words, "--host", "127.0.0.1", "--gripper-port", GripperPort, "--json"];

    /// <summary>A policy on this robot.</summary>
    internal string[] Run(params string[] words)
    {
        string[] policy = words.Contains("--policy") ? [] : ["--policy", Policy("block-grasp")];
        return Arm(["run", "--gripper-port", GripperPort, "--camera", Camera, "--calibration", Calibration, "--lock-step", .. policy, .. words]);
    }

    /// <summary>Ends it without a goodbye.</summary>
    public void Kill()
    {
        const int killed = 9;
        _igen.Signal(killed);
    }

    public void Dispose()
    {
        _igen.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Match WaitFor(Regex line)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < 60 && !_igen.HasExited)
        {
            foreach (string said in _igen.Output)
            {
                if (line.Match(said) is { Success: true } match)
                    return match;
            }

            Thread.Sleep(10);
        }

        throw new InvalidOperationException($"the virtual robot did not start: {string.Join(' ', _igen.Wait().Errors)}");
    }

    [GeneratedRegex(@"robot on 127\.0\.0\.1:(\d+), gripper on 127\.0\.0\.1:(\d+);")]
    private static partial Regex RobotLine();

    [GeneratedRegex(@"^camera on (127\.0\.0\.1:\d+),")]
    private static partial Regex CameraLine();
}
