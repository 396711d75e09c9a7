using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;
using IntervenGen.Interop.Realtime;

namespace IntervenGen;

/// <summary>Thresholds that a network and a machine must meet.</summary>
/// <param name="MaxLost">Largest acceptable loss of states, percent.</param>
/// <param name="MinSuccess">Smallest acceptable fraction of commands that arrive in time, in [0, 1].</param>
internal sealed record ArmCheckLimits(double MaxLost, double MinSuccess);

/// <summary>Checks whether machine, network and robot are fit for a 1 kHz control loop.</summary>
/// <param name="host">Host name or address of the robot.</param>
/// <param name="limits">The thresholds.</param>
/// <param name="tell">Receives every finding as a line of text.</param>
internal sealed class ArmCheck(string host, ArmCheckLimits limits, Action<string> tell)
{
    // Milliseconds: what Franka asks of a program between a state and its answer, and a cycle that was as good as lost.
    private const double LongUpdate = 0.3, LongGap = 2;

    private readonly JsonObject _json = new() { ["host"] = host };
    private readonly RobotState _state = new();

    /// <summary>The first threshold that was missed, with advice; null if none was.</summary>
    public string? Complaint { get; private set; }

    public JsonObject ToJson()
    {
        _json["good"] = Complaint is null;
        return _json;
    }

    /// <summary>Reports what this machine lacks for a 1 kHz loop.</summary>
    public void LookAtMachine()
    {
        var json = new JsonObject();
        var advice = new JsonArray();
        foreach (RealtimeFinding finding in RealtimeHealth.Examine())
        {
            tell($"this machine: {finding.Found}{(finding.Remedy is null ? "" : $"; {finding.Remedy}")}");
            json[finding.Name] = finding.IsGood;
            if (finding.Remedy is not null)
                advice.Add(finding.Remedy);
        }

        json["advice"] = advice;
        _json["realtime"] = json;
    }

    /// <summary>Receives states for a while, measures their timing and counts lost ones. Nothing moves.</summary>
    public void Listen(FciConnection connection, double seconds, CancellationToken cancellation)
    {
        StreamTiming timing = StreamTiming.Listen(connection, seconds, _state, cancellation);
        double lost = 100 * (1 - timing.ArrivedShare), rate = timing.Received / timing.Seconds;
        tell(string.Create(
            CultureInfo.InvariantCulture,
            $"{host}: {connection.Version}, mode {_state.RobotMode}, {rate:0} states/s over {timing.Seconds:0.0} s, " +
            $"{timing.Lost} lost ({lost:0.00} %), {timing.Late} late or twice"));
        tell(string.Create(
            CultureInfo.InvariantCulture,
            $"  between two states: {timing.Interval(0.5):0} us (median), {timing.Interval(0.99):0} us (99 %), " +
            $"{timing.Interval(0.999):0} us (99.9 %), longest {timing.Interval(1) / 1000:0.00} ms"));
        if (_state.Errors.Any)
            tell($"  errors: {_state.Errors}");
        if (_state.ReflexReason.Any)
            tell($"  the last motion ended by: {_state.ReflexReason}");
        ArmJson.Add(_json, connection, timing, _state);
        if (lost > limits.MaxLost)
        {
            Complaint ??= string.Create(
                CultureInfo.InvariantCulture,
                $"{lost:0.00} % of the states were lost, more than {limits.MaxLost:0.##} %; " +
                $"check the cable, the port on the controller and the load of this machine");
        }
    }

    /// <summary>Commands zero joint velocities for a while. The brakes open, and the arm holds still.</summary>
    public void Hold(FciConnection connection, double seconds, RealtimeWish wish, Action<string> say, CancellationToken cancellation)
    {
        if (_state.RobotMode != RobotMode.Idle)
        {
            Complaint ??= $"the robot is in mode {_state.RobotMode} and takes no motion; " +
                "bring it to Idle (igen franka recover, or the user stop's release)";
            return;
        }

        say(string.Create(
            CultureInfo.InvariantCulture,
            $"  the arm is now under control for {seconds:0.#} s and holds still; keep the user stop in your hand"));
        var motion = new HoldStill(TimeSpan.FromSeconds(seconds));
        MotionReport report;
        try
        {
            report = connection.Run(motion, new MotionOptions { Realtime = wish }, cancellation);
        }
        catch (FrankaMotionException fault) when (fault.Report is not null)
        {
            Explain(fault, fault.Report, motion.MeanSuccessRate);
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        double rate = motion.MeanSuccessRate;
        tell(string.Create(
            CultureInfo.InvariantCulture,
            $"motion: {report.Cycles} cycles, {report.Lost} states lost, {100 * rate:0.0} % of the commands in time " +
            $"(least {100 * report.LowestSuccessRate:0.0} %), longest gap {report.LongestGap:0.00} ms, " +
            $"longest update {report.LongestUpdate:0.00} ms"));
        _json["motion"] = ArmJson.Of(report, rate);
        if (rate < limits.MinSuccess)
        {
            Complaint ??= string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * rate:0.0} % of the commands came in time, less than {100 * limits.MinSuccess:0.#} %; " +
                $"see what this machine lacks (above, or 'realtime' in the JSON), the cable and the load");
        }
    }

    // A motion that the robot ended: its numbers, whose side they point to, and what helps.
    private void Explain(FrankaMotionException fault, MotionReport report, double rate)
    {
        tell(string.Create(
            CultureInfo.InvariantCulture,
            $"motion: ended by the robot after {report.Cycles} cycles {fault.Reason}, {report.Lost} states lost, " +
            $"{100 * rate:0.0} % of the commands in time, longest gap {report.LongestGap:0.00} ms, " +
            $"longest update {report.LongestUpdate:0.00} ms"));
        _json["motion"] = ArmJson.Of(report, rate);
        _json["motion"]!["ended_by"] = ArmJson.Names(fault.Reason);
        (string side, string remedy) = report switch
        {
            _ when !fault.Reason.Names.Contains("communication_constraints_violation") =>
                ("the robot", "look at the flag; igen franka recover leaves the reflex"),
            { LongestUpdate: > LongUpdate } =>
                ("this machine, which took too long for an answer", "give it real-time priority (above), and stop what else it runs"),
            { LongestGap: > LongGap } or { Lost: > 0 } =>
                ("the way from the robot, or this machine, which slept: states were lost or came late",
                    "connect the cable to the controller's own port, without a switch; set the CPU governor to performance"),
            _ => ("the way to the robot: states came in time and were answered at once, and the answers did not arrive",
                "look for a firewall, a second network card or a VPN on the way; ping the controller 10,000 times at 1 kHz"),
        };
        _json["motion"]!["likely_side"] = side;
        Complaint ??= $"the robot ended the motion {fault.Reason}; likely side: {side}; {remedy}";
    }
}
