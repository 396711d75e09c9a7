using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;
using IntervenGen.Interop.Realtime;

namespace IntervenGen;

/// <summary>What a network and a machine must keep to.</summary>
/// <param name="MaxLost">States that may be lost, percent.</param>
/// <param name="MinSuccess">Share of commands that must arrive in time, 0 to 1.</param>
internal sealed record ArmCheckLimits(double MaxLost, double MinSuccess);

/// <summary>Whether a machine, the network and a robot are fit for a 1 kHz loop.</summary>
/// <param name="host">The robot, as it is to be called.</param>
/// <param name="limits">What is good enough.</param>
/// <param name="tell">Told every finding, a line each.</param>
internal sealed class ArmCheck(string host, ArmCheckLimits limits, Action<string> tell)
{
    private readonly JsonObject _json = new() { ["host"] = host };
    private readonly RobotState _state = new();

    /// <summary>The first thing that is not good enough, with what to do about it; null while there is none.</summary>
    public string? Complaint { get; private set; }

    public JsonObject ToJson()
    {
        _json["good"] = Complaint is null;
        return _json;
    }

    /// <summary>Says what this machine lacks for a 1 kHz loop.</summary>
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

    /// <summary>Times the states that come, and counts those that are lost. Nothing moves.</summary>
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
        MotionReport report = connection.Run(motion, new MotionOptions { Realtime = wish }, cancellation);
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
}
