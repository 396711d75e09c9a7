using System.Buffers.Binary;
using IntervenGen.Numerics;

namespace IntervenGen.Core.Tests;

public sealed class EpisodeBufferTests
{
    [Fact]
    public void Each_field_is_written_where_the_layout_says_and_nowhere_else()
    {
        var layout = new EpisodeLayout(3, 2, 5, 4);
        var buffer = new EpisodeBuffer(layout, 4);
        for (int i = 0; i < 4; i++)
            buffer.AddStep();
        const int step = 2;
        Fill(buffer, step);

        ReadOnlySpan<byte> bytes = buffer.Bytes;
        Assert.Equal(4 * layout.Stride, bytes.Length);
        Assert.Equal(-1, bytes[..(step * layout.Stride)].IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, bytes[((step + 1) * layout.Stride)..].IndexOfAnyExcept((byte)0));
        ReadOnlySpan<byte> record = bytes.Slice(step * layout.Stride, layout.Stride);
        double next = 1;
        for (int offset = 0; offset < layout.ObservationOffset; offset += 8)
            Assert.Equal(next++, BinaryPrimitives.ReadDoubleLittleEndian(record[offset..]));
        for (int offset = layout.ObservationOffset; offset < layout.ModeOffset; offset += 4)
            Assert.Equal((float)next++, BinaryPrimitives.ReadSingleLittleEndian(record[offset..]));
        Assert.Equal((byte)StepMode.Replay, record[layout.ModeOffset]);
        Assert.Equal(7, record[layout.SubtaskOffset]);
        Assert.Equal((byte)(StepFlags.TriggerContact | StepFlags.Success), record[layout.FlagsOffset]);
        Assert.Equal(-1, record[(layout.FlagsOffset + 1)..].IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var buffer = new EpisodeBuffer(new EpisodeLayout(3, 2, 5, 4), 1);
        buffer.AddStep();
        Fill(buffer, 0);
        Assert.Equal([1, 2, 3], buffer.State(0).ToArray());
        Assert.Equal(PoseFrom(4), buffer.Eef(0));
        Assert.Equal(PoseFrom(11), buffer.Target(0));
        Assert.Equal(PoseFrom(18), buffer.TruePose(0, 0));
        Assert.Equal(PoseFrom(25), buffer.TruePose(0, 1));
        Assert.Equal(PoseFrom(32), buffer.BelievedPose(0, 0));
        Assert.Equal(PoseFrom(39), buffer.BelievedPose(0, 1));
        Assert.Equal([46, 47, 48], buffer.ContactPosition(0).ToArray());
    }

    [Fact]
    public void Recording_a_step_allocates_nothing()
    {
        var buffer = new EpisodeBuffer(new EpisodeLayout(30, 2, 23, 7), 1000);
        for (int pass = 0; pass < 3; pass++)
        {
            buffer.Clear();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int step = 0; step < 1000; step++)
                Fill(buffer, buffer.AddStep());
            if (pass > 0)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void A_used_buffer_gives_zeroed_steps_again()
    {
        var buffer = new EpisodeBuffer(new EpisodeLayout(3, 2, 5, 4), 3);
        Fill(buffer, buffer.AddStep());
        Fill(buffer, buffer.AddStep());
        buffer.Truncate(1);
        Assert.Equal(1, buffer.Count);
        buffer.Clear();
        buffer.AddStep();
        Assert.Equal(-1, buffer.Bytes.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_full_buffer_takes_no_further_step()
    {
        var buffer = new EpisodeBuffer(new EpisodeLayout(3, 2, 5, 4), 2);
        buffer.AddStep();
        buffer.AddStep();
        Assert.Contains("2 steps", Assert.Throws<InvalidOperationException>(() => buffer.AddStep()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_outside_is_refused()
    {
        var buffer = new EpisodeBuffer(new EpisodeLayout(3, 2, 5, 4), 2);
        buffer.AddStep();
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.State(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.State(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.TruePose(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Truncate(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.SetCount(3));
    }

    // 1, 2, 3 … through all doubles and then all singles, in the order of the layout.
    private static void Fill(EpisodeBuffer buffer, int step)
    {
        EpisodeLayout layout = buffer.Layout;
        int next = 1;
        foreach (ref double value in buffer.State(step))
            value = next++;
        buffer.SetEef(step, NextPose(ref next));
        buffer.SetTarget(step, NextPose(ref next));
        for (int obj = 0; obj < layout.ObjectCount; obj++)
            buffer.SetTruePose(step, obj, NextPose(ref next));
        for (int obj = 0; obj < layout.ObjectCount; obj++)
            buffer.SetBelievedPose(step, obj, NextPose(ref next));
        foreach (ref double value in buffer.ContactPosition(step))
            value = next++;
        foreach (ref float value in buffer.Observation(step))
            value = next++;
        foreach (ref float value in buffer.Action(step))
            value = next++;
        foreach (ref float value in buffer.Fingers(step))
            value = next++;
        buffer.Mode(step) = StepMode.Replay;
        buffer.Subtask(step) = 7;
        buffer.Flags(step) = StepFlags.TriggerContact | StepFlags.Success;
    }

    private static Pose NextPose(ref int next)
    {
        Pose pose = PoseFrom(next);
        next += Pose.Size;
        return pose;
    }

    private static Pose PoseFrom(int first) =>
        new(new Vec3(first, first + 1, first + 2), new Quat(first + 3, first + 4, first + 5, first + 6));
}
