using System.Text.Json.Nodes;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka;

namespace IntervenGen;

/// <summary>The driver's 1 kHz loop against a virtual robot in the same process, over loopback.</summary>
/// <param name="Clock">The robot's clock.</param>
/// <param name="Report">What the driver counted.</param>
/// <param name="Late">Commands that the robot counted as late.</param>
/// <param name="Median">Median round trip of state and command, µs.</param>
/// <param name="Ninety">Round trip that 99 in 100 do not exceed, µs.</param>
internal sealed record LoopbackBench(RobotClock Clock, MotionReport Report, long Late, double Median, double Ninety)
{
    /// <summary>Managed bytes that the loop allocated per cycle.</summary>
    public double BytesPerCycle => (double)Report.AllocatedBytes / Math.Max(1, Report.Cycles);

    /// <summary>Runs torques of a Cartesian impedance that follows a circle.</summary>
    /// <param name="seconds">Length of the motion.</param>
    /// <param name="clock">Whether the robot waits for commands.</param>
    /// <param name="cancellation">Brakes and ends.</param>
    public static LoopbackBench Run(double seconds, RobotClock clock, CancellationToken cancellation)
    {
        using var robot = new VirtualRobot(
            new VirtualRobotOptions { Port = 0, GripperPort = 0, Clock = clock, WantsPriority = clock == RobotClock.Realtime });
        using FciConnection connection = FciConnection.Connect("127.0.0.1", robot.ClientOptions);
        var motion = new ActionMotion(
            new Circle((long)(seconds * 1000)),
            new CartesianImpedance(FrankaArm.Fr3.With(FrankaArm.Hand)),
            new SafetyLimits { LowestPosition = new Vec3(0.2, -0.5, 0) });
        MotionReport report = connection.Run(motion, new MotionOptions(), cancellation);
        float[] roundtrips = robot.Roundtrips();
        return new LoopbackBench(
            clock, report, robot.Counts.MissedCommands, Percentile(roundtrips, 0.5), Percentile(roundtrips, 0.99));
    }

    public JsonObject ToJson() => new()
    {
        ["clock"] = Clock.ToString(),
        ["cycles"] = Report.Cycles,
        ["lost"] = Report.Lost,
        ["late_commands"] = Late,
        ["longest_gap_ms"] = Report.LongestGap,
        ["longest_update_ms"] = Report.LongestUpdate,
        ["alloc_bytes_per_cycle"] = BytesPerCycle,
        ["roundtrip_us_p50"] = Median,
        ["roundtrip_us_p99"] = Ninety,
        ["lowest_success_rate"] = Report.LowestSuccessRate,
        ["sched_fifo"] = Report.Realtime?.HasPriority ?? false,
        ["memory_locked"] = Report.Realtime?.HasLockedMemory ?? false,
        ["realtime_kernel"] = Report.Realtime?.IsKernelRealtime ?? false,
    };

    private static double Percentile(float[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    // Two centimetres around, once in two seconds; an action in every control step of 50 ms.
    private sealed class Circle(long end) : IActionSource
    {
        public ActionStep Next(RobotState state, long time, out Twist displacement)
        {
            double phase = 2 * Math.PI * time / 2000;
            displacement = new Twist(new Vec3(0, 0.02 * Math.Cos(phase), 0.02 * Math.Sin(phase)), Vec3.Zero);
            return time >= end ? ActionStep.Finish : time % 50 == 0 ? ActionStep.Act : ActionStep.Wait;
        }
    }
}
