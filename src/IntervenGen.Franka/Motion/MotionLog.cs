using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Motion;

/// <summary>The last states and commands of a motion, kept in buffers that are made once.</summary>
internal sealed class MotionLog
{
    /// <summary>How many are kept: 50 ms, what libfranka keeps.</summary>
    public const int Length = 50;

    private readonly MotionRecord[] _records =
        [.. Enumerable.Range(0, Length).Select(_ => new MotionRecord(new RobotState(), new RobotCommand()))];
    private long _count;

    public void Add(RobotState state, RobotCommand command)
    {
        MotionRecord record = _records[_count++ % Length];
        record.State.CopyFrom(state);
        record.Command.CopyFrom(command);
    }

    /// <summary>What is kept, oldest first. The log must not be added to any more.</summary>
    public IReadOnlyList<MotionRecord> ToList()
    {
        int kept = (int)Math.Min(_count, Length);
        return [.. Enumerable.Range(0, kept).Select(i => _records[(_count - kept + i) % Length])];
    }
}
