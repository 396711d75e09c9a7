using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.VirtualFranka;

namespace IntervenGen;

/// <summary>What became of the motions of virtual robots: counted, and a line of JSON each in a file if there is one.</summary>
internal sealed class MotionLogFile : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly StreamWriter? _file;
    private long _motions, _clean;

    /// <param name="path">The file, which is added to; null for none.</param>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public MotionLogFile(string? path)
    {
        if (path is null)
            return;
        try
        {
            _file = new StreamWriter(path, append: true) { AutoFlush = true };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the log '{path}' cannot be written: {exception.Message}");
        }
    }

    /// <summary>Whether every motion so far ended as its client meant it to, or by its client's stop.</summary>
    public bool IsClean => _motions == _clean;

    /// <summary>Takes what the robots have to tell until it is told to end.</summary>
    public void Follow(IReadOnlyList<VirtualRobot> robots, CancellationToken cancellation)
    {
        bool isLast;
        do
        {
            isLast = cancellation.WaitHandle.WaitOne(s_pause);
            for (int i = 0; i < robots.Count; i++)
            {
                while (robots[i].TryTakeMotion(out MotionSummary? motion))
                    Add(i, motion);
            }
        }
        while (!isLast);
    }

    /// <summary>The motions in words, and how often the server itself was late.</summary>
    public IEnumerable<string> Summary(IReadOnlyList<VirtualRobot> robots)
    {
        yield return $"{_motions} motions, {_motions - _clean} of them ended by the robot";
        VirtualRobotCounts[] counts = [.. robots.Select(robot => robot.Counts)];
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Sum(each => each.MissedCommands)} commands missed; this server's own lateness: " +
            $"{counts.Sum(each => each.ExcusedCommands)} cycles excused, {counts.Sum(each => each.ClockRestarts)} times the clock " +
            $"started anew; {counts.Sum(each => each.Malformed)} malformed datagrams, {counts.Sum(each => each.Rebuilds)} worlds rebuilt");
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Add(int robot, MotionSummary motion)
    {
        _motions++;
        if (motion.Status is FciStatus.Success or FciStatus.Preempted)
            _clean++;
        _file?.WriteLine(new JsonObject
        {
            ["robot"] = robot,
            ["begin_ms"] = motion.Begin,
            ["milliseconds"] = motion.Milliseconds,
            ["controller_mode"] = motion.Controller.ToString(),
            ["motion_generator_mode"] = motion.Generator.ToString(),
            ["commands"] = motion.Commands,
            ["commands_late"] = motion.Late,
            ["commands_missed"] = motion.Missed,
            ["commands_excused"] = motion.Excused,
            ["largest_jerk"] = new JsonArray([.. motion.LargestJerk.Select(jerk => (JsonNode)jerk)]),
            ["status"] = motion.Status.ToString(),
            ["reflex_reason"] = ArmJson.Names(motion.Reason),
        }.ToJsonString());
    }
}
