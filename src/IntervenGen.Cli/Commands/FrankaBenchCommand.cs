using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen franka bench</c>: the driver against the virtual robot, over loopback.</summary>
internal static class FrankaBenchCommand
{
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds")
        {
            Description = "Length of the motion.",
            DefaultValueFactory = _ => 60,
        }.Within(0.5, 3600, "s");
        var clock = new Option<RobotClock>("--clock") { Description = "Realtime or LockStep.", DefaultValueFactory = _ => RobotClock.Realtime };
        var command = new Command(
            "bench",
            "Run the 1 kHz loop against a virtual FR3 on this machine: torques of a Cartesian impedance that follows a circle.\n\nExample:  igen franka bench --seconds 10 --json");
        command.Options.Add(seconds);
        command.Options.Add(clock);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            double length = parsed.GetValue(seconds);
            RobotClock chosen = parsed.GetValue(clock);
            using var robot = new VirtualRobot(new VirtualRobotOptions { Port = 0, GripperPort = 0, Clock = chosen, WantsPriority = chosen == RobotClock.Realtime });
            using FciConnection connection = FciConnection.Connect("127.0.0.1", robot.ClientOptions);
            var motion = new ActionMotion(
                new Circle((long)(length * 1000)),
                new CartesianImpedance(FrankaArm.Fr3.With(FrankaArm.Hand)),
                new SafetyLimits { LowestPosition = new Vec3(0.2, -0.5, 0) });
            MotionReport report = connection.Run(motion, new MotionOptions(), cancellation);
            return Report(report, robot, chosen, reporter);
        });
    }

    private static int Report(MotionReport report, VirtualRobot robot, RobotClock clock, Reporter reporter)
    {
        float[] roundtrips = robot.Roundtrips();
        double p50 = Percentile(roundtrips, 0.5), p99 = Percentile(roundtrips, 0.99);
        double perCycle = (double)report.AllocatedBytes / Math.Max(1, report.Cycles);
        VirtualRobotCounts counts = robot.Counts;
        reporter.Result(string.Create(CultureInfo.InvariantCulture,
            $"{report.Cycles} cycles, {report.Lost} states lost, {counts.MissedCommands} commands late, longest gap {report.LongestGap:0.00} ms, {perCycle:0.###} bytes/cycle, round trip {p50:0} us (median), {p99:0} us (99 %)"));
        foreach (string shortcoming in report.Realtime?.Shortcomings ?? [])
            reporter.Result($"  not real-time: {shortcoming}");
        reporter.Json(new JsonObject
        {
            ["clock"] = clock.ToString(),
            ["cycles"] = report.Cycles,
            ["lost"] = report.Lost,
            ["late_commands"] = counts.MissedCommands,
            ["longest_gap_ms"] = report.LongestGap,
            ["longest_update_ms"] = report.LongestUpdate,
            ["alloc_bytes_per_cycle"] = perCycle,
            ["roundtrip_us_p50"] = p50,
            ["roundtrip_us_p99"] = p99,
            ["lowest_success_rate"] = report.LowestSuccessRate,
            ["sched_fifo"] = report.Realtime?.HasPriority ?? false,
            ["memory_locked"] = report.Realtime?.HasLockedMemory ?? false,
            ["realtime_kernel"] = report.Realtime?.IsKernelRealtime ?? false,
        });
        return Invocation.Done;
    }

    private static double Percentile(float[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

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
