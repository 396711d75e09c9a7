using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;
using IntervenGen.Interop.Realtime;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen franka check</c>: whether this machine, the network and the robot are fit for a 1 kHz loop.</summary>
internal static class FrankaCheckCommand
{
    public static Command Create()
    {
        var robot = new RobotOptions();
        var seconds = new Option<double>("--seconds")
        {
            Description = "How long to listen.",
            DefaultValueFactory = _ => 3,
        }.Within(0.01, 3600, "s");
        Option<double> maxLost = new Option<double>("--most-lost")
        {
            Description = "Exit code 1 if more than this percentage of the states is lost.",
            DefaultValueFactory = _ => 1,
        }.Within(0, 100, "%");
        var motion = new Option<bool>("--motion")
        {
            Description = "Then command zero joint velocities for a while: the arm is under control and holds still. Without it nothing is commanded.",
        };
        var motionSeconds = new Option<double>("--motion-seconds")
        {
            Description = "Length of that motion.",
            DefaultValueFactory = _ => 10,
        }.Within(0.2, 600, "s");
        Option<double> minSuccess = new Option<double>("--least-success")
        {
            Description = "Exit code 1 if the share of commands in time falls short of this in the motion, 0 to 1.",
            DefaultValueFactory = _ => 0.95,
        }.Within(0, 1);
        var realtime = new Option<RealtimeWish>("--realtime") { Description = "Real-time priority of the motion: Require, Prefer or Off.", DefaultValueFactory = _ => RealtimeWish.Prefer };
        Command command = robot.AddTo(new Command(
            "check",
            "Say what this machine lacks for a 1 kHz loop, connect, agree on a version, and time the states that come and count those that are lost. Nothing moves.\n" +
            "With --motion the brakes open and the arm holds still under zero joint velocities. Keep the user stop in your hand.\n\n" +
            "Example:  igen franka check --host 172.16.0.2 --seconds 10 --motion"));
        foreach (Option option in (Option[])[seconds, maxLost, motion, motionSeconds, minSuccess, realtime])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            double wanted = parsed.GetValue(seconds), limit = parsed.GetValue(maxLost);
            double held = parsed.GetValue(motionSeconds), minShare = parsed.GetValue(minSuccess);
            string host = parsed.GetValue(robot.Host)!;
            var json = new JsonObject { ["host"] = host };
            json["realtime"] = Machine(reporter);
            using FciConnection connection = robot.Connect(parsed);
            var state = new RobotState();
            string? complaint = States(connection, StreamTiming.Listen(connection, wanted, state, cancellation), state, limit, host, json, reporter);
            if (parsed.GetValue(motion))
                complaint ??= Motion(connection, state, held, minShare, parsed.GetValue(realtime), json, reporter, cancellation);
            json["good"] = complaint is null;
            reporter.Json(json);
            if (complaint is null)
                return Invocation.Done;
            reporter.Say($"igen: {complaint}");
            return Invocation.Failed;
        });
    }

    private static JsonObject Machine(Reporter reporter)
    {
        var json = new JsonObject();
        var advice = new JsonArray();
        foreach (RealtimeFinding finding in RealtimeHealth.Examine())
        {
            reporter.Result($"this machine: {finding.Found}{(finding.Remedy is null ? "" : $"; {finding.Remedy}")}");
            json[finding.Name] = finding.IsGood;
            if (finding.Remedy is not null)
                advice.Add(finding.Remedy);
        }

        json["advice"] = advice;
        return json;
    }

    /// <returns>What is wrong, or null.</returns>
    private static string? States(
        FciConnection connection, StreamTiming timing, RobotState last, double limit, string host, JsonObject json, Reporter reporter)
    {
        double lost = 100 * (1 - timing.ArrivedShare), rate = timing.Received / timing.Seconds;
        reporter.Result(string.Create(CultureInfo.InvariantCulture,
            $"{host}: {connection.Version}, mode {last.RobotMode}, {rate:0} states/s over {timing.Seconds:0.0} s, {timing.Lost} lost ({lost:0.00} %), {timing.Late} late or twice"));
        reporter.Result(string.Create(CultureInfo.InvariantCulture,
            $"  between two states: {timing.Interval(0.5):0} us (median), {timing.Interval(0.99):0} us (99 %), {timing.Interval(0.999):0} us (99.9 %), longest {timing.Interval(1) / 1000:0.00} ms"));
        if (last.Errors.Any)
            reporter.Result($"  errors: {last.Errors}");
        if (last.ReflexReason.Any)
            reporter.Result($"  the last motion ended by: {last.ReflexReason}");
        json["version"] = connection.Version.Number;
        json["robot_mode"] = last.RobotMode.ToString();
        json["errors"] = FrankaCommand.Names(last.Errors);
        json["reflex_reason"] = FrankaCommand.Names(last.ReflexReason);
        json["seconds"] = timing.Seconds;
        json["received"] = timing.Received;
        json["lost"] = timing.Lost;
        json["late"] = timing.Late;
        json["states_per_second"] = rate;
        json["arrived_share"] = timing.ArrivedShare;
        json["lost_percent"] = lost;
        json["interval_us_p50"] = timing.Interval(0.5);
        json["interval_us_p99"] = timing.Interval(0.99);
        json["interval_us_p999"] = timing.Interval(0.999);
        json["longest_gap_ms"] = timing.Interval(1) / 1000;
        return lost <= limit ? null : string.Create(CultureInfo.InvariantCulture,
            $"{lost:0.00} % of the states were lost, more than {limit:0.##} %; check the cable, the port on the controller and the load of this machine");
    }

    /// <returns>What is wrong, or null.</returns>
    private static string? Motion(
        FciConnection connection, RobotState state, double seconds, double minShare, RealtimeWish wish, JsonObject json, Reporter reporter,
        CancellationToken cancellation)
    {
        if (state.RobotMode != RobotMode.Idle)
            return $"the robot is in mode {state.RobotMode} and takes no motion; bring it to Idle (igen franka recover, or the user stop's release)";
        reporter.Say(string.Create(CultureInfo.InvariantCulture,
            $"  the arm is now under control for {seconds:0.#} s and holds still; keep the user stop in your hand"));
        var motion = new HoldStill(TimeSpan.FromSeconds(seconds));
        MotionReport report = connection.Run(motion, new MotionOptions { Realtime = wish }, cancellation);
        cancellation.ThrowIfCancellationRequested();
        double rate = motion.MeanSuccessRate;
        reporter.Result(string.Create(CultureInfo.InvariantCulture,
            $"motion: {report.Cycles} cycles, {report.Lost} states lost, {100 * rate:0.0} % of the commands in time (least {100 * report.LowestSuccessRate:0.0} %), longest gap {report.LongestGap:0.00} ms, longest update {report.LongestUpdate:0.00} ms"));
        json["motion"] = new JsonObject
        {
            ["cycles"] = report.Cycles,
            ["lost"] = report.Lost,
            ["control_command_success_rate"] = rate,
            ["lowest_success_rate"] = report.LowestSuccessRate,
            ["longest_gap_ms"] = report.LongestGap,
            ["longest_update_ms"] = report.LongestUpdate,
            ["alloc_bytes"] = report.AllocatedBytes,
            ["sched_fifo"] = report.Realtime?.HasPriority ?? false,
        };
        return rate >= minShare ? null : string.Create(CultureInfo.InvariantCulture,
            $"{100 * rate:0.0} % of the commands came in time, less than {100 * minShare:0.#} %; see what this machine lacks (above, or 'realtime' in the JSON), the cable and the load");
    }
}
