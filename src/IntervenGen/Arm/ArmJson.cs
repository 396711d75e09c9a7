using System.Text.Json.Nodes;
using IntervenGen.Deployment;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;
using IntervenGen.Perception.Estimation;

namespace IntervenGen;

/// <summary>States of robots and cameras as JSON, with the names of Franka's documentation and units where they are not SI.</summary>
internal static class ArmJson
{
    private const double ToDegrees = 180 / Math.PI;

    /// <summary>One state of a robot, with every field that its version sends.</summary>
    public static JsonObject Of(FciConnection connection, RobotState state)
    {
        var json = new JsonObject
        {
            ["version"] = connection.Version.Number,
            ["message_id"] = state.MessageId,
            ["robot_mode"] = state.RobotMode.ToString(),
            ["controller_mode"] = state.ControllerMode.ToString(),
            ["motion_generator_mode"] = state.MotionGeneratorMode.ToString(),
            ["errors"] = Names(state.Errors),
            ["reflex_reason"] = Names(state.ReflexReason),
            ["control_command_success_rate"] = state.CommandSuccessRate,
        };
        foreach (StateField field in Enum.GetValues<StateField>().Where(connection.Version.State.Has))
        {
            Span<double> numbers = state[field];
            json[StateFields.Name(field)] = numbers.Length == 1
                ? Number(numbers[0])
                : new JsonArray([.. numbers.ToArray().Select(Number)]);
        }

        return json;
    }

    // JSON has no words for what is not finite.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    public static JsonArray Names(RobotErrors errors) => new([.. errors.Names.Select(name => (JsonNode)name)]);

    /// <summary>Adds the timing of the states received in an interval, and the content of the last one.</summary>
    public static void Add(JsonObject json, FciConnection connection, StreamTiming timing, RobotState last)
    {
        json["version"] = connection.Version.Number;
        json["robot_mode"] = last.RobotMode.ToString();
        json["errors"] = Names(last.Errors);
        json["reflex_reason"] = Names(last.ReflexReason);
        json["seconds"] = timing.Seconds;
        json["received"] = timing.Received;
        json["lost"] = timing.Lost;
        json["late"] = timing.Late;
        json["states_per_second"] = timing.Received / timing.Seconds;
        json["arrived_share"] = timing.ArrivedShare;
        json["lost_percent"] = 100 * (1 - timing.ArrivedShare);
        json["interval_us_p50"] = timing.Interval(0.5);
        json["interval_us_p99"] = timing.Interval(0.99);
        json["interval_us_p999"] = timing.Interval(0.999);
        json["longest_gap_ms"] = timing.Interval(1) / 1000;
    }

    /// <summary>The report of a motion.</summary>
    /// <param name="report">The driver's report.</param>
    /// <param name="rate">Fraction of commands that arrived in time, as counted by the robot, in [0, 1].</param>
    public static JsonObject Of(MotionReport report, double rate) => new()
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

    /// <summary>What a trial would do, without doing it.</summary>
    public static JsonObject Of(TrialPlan plan) => new()
    {
        ["cube"] = Numbers(plan.WorldFromCube.Position),
        ["believed"] = Numbers(plan.WorldFromBelieved.Position),
        ["first_action"] = new JsonArray([.. plan.FirstAction.Select(value => (JsonNode)value)]),
    };

    private static JsonArray Numbers(Vec3 position) => new(position.X, position.Y, position.Z);

    /// <summary>An estimated cube pose, with the agreement of the frames.</summary>
    public static JsonObject Of(in CubePose pose)
    {
        double[] numbers = new double[Pose.Size];
        pose.BaseFromCube.WriteTo(numbers);
        return new JsonObject
        {
            ["position"] = new JsonArray([.. numbers[..3].Select(number => (JsonNode)number)]),
            ["quaternion_wxyz"] = new JsonArray([.. numbers[3..].Select(number => (JsonNode)number)]),
            ["yaw_deg"] = pose.Yaw * ToDegrees,
            ["rms_mm"] = pose.Rms * 1000,
            ["inliers"] = pose.Inliers,
            ["points"] = pose.Points,
            ["overlap"] = pose.Overlap,
            ["frames_used"] = pose.FramesUsed,
            ["frames_rejected"] = pose.FramesRejected,
            ["position_spread_mm"] = pose.PositionSpread * 1000,
            ["rotation_spread_deg"] = pose.RotationSpread * ToDegrees,
        };
    }
}
