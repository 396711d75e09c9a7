using IntervenGen.Franka.Motion;
using IntervenGen.VirtualFranka;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary><c>igen franka bench</c>: the driver against the virtual robot, over loopback.</summary>
internal static class FrankaBenchCommand
{
    public static Command Create()
    {
        var seconds = NewOption.Of<double>("--seconds", "Duration of the motion, seconds.", 60).Within(0.5, 3600, "s");
        var clock = NewOption.Of<RobotClock>("--clock", "Realtime or LockStep.", RobotClock.Realtime);
        var command = new Command(
            "bench",
            "Run the 1 kHz loop against a virtual FR3 on this machine: torques of a Cartesian impedance that follows a " +
            "circle.\n\nExample:  igen franka bench --seconds 10 --json");
        command.With(seconds, clock);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            double length = parsed.GetValue(seconds);
            RobotClock chosen = parsed.GetValue(clock);
            LoopbackBench result = LoopbackBench.Run(length, chosen, cancellation);
            MotionReport report = result.Report;
            reporter.Result(string.Create(CultureInfo.InvariantCulture,
                $"{report.Cycles} cycles, {report.Lost} states lost, {result.Late} commands late, " +
                $"longest gap {report.LongestGap:0.00} ms, {result.BytesPerCycle:0.###} bytes/cycle, round trip {result.Median:0} us " +
                $"(median), {result.Ninety:0} us (99 %)"));
            foreach (string shortcoming in report.Realtime?.Shortcomings ?? [])
                reporter.Show([$"  not real-time: {shortcoming}"], result.ToJson());
        });
    }
}
