using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FsCheck.Xunit;
using IntervenGen.Numerics.WideProbe;

namespace IntervenGen.Numerics.Tests;

public sealed class SegmentTransformTests
{
    [Fact]
    public void Wide_transforms_equal_scalar_ones_at_every_length()
    {
        Assert.Equal(0, WideComparison.Run().Differing);
    }

    [Theory]
    [InlineData("")]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    [InlineData("DOTNET_MaxVectorTBitWidth=512")]
    public void Wide_equals_scalar_whatever_vectors_the_machine_has(string setting)
    {
        (int width, int differing, ulong fingerprint) = RunProbe(setting);
        Assert.Equal(ExpectedWidth(setting), width);
        Assert.Equal(0, differing);
        Assert.Equal(WideComparison.Run().Fingerprint, fingerprint);
    }

    [Property(MaxTest = 100)]
    public void A_segment_moved_with_its_object_stays_put_relative_to_it(ulong seed)
    {
        CounterRandom random = Sample.Stream(seed);
        Pose worldFromObjectSource = Sample.Pose(ref random), worldFromObjectNow = Sample.Pose(ref random);
        PoseBuffer source = Segment(ref random, random.NextInt32(34));
        var moved = new PoseBuffer(40);
        SegmentTransform.MoveWithObject(source, worldFromObjectSource, worldFromObjectNow, moved);
        Assert.Equal(source.Count, moved.Count);
        for (int t = 0; t < source.Count; t++)
            Sample.AssertNear(worldFromObjectSource.Inverse() * source[t], worldFromObjectNow.Inverse() * moved[t], 1e-11);
    }

    [Property(MaxTest = 100)]
    public void Moving_the_whole_scene_moves_every_waypoint_alike(ulong seed)
    {
        CounterRandom random = Sample.Stream(seed);
        Pose worldFromObjectSource = Sample.Pose(ref random), worldFromObjectNow = Sample.Pose(ref random);
        Pose newWorldFromWorld = Sample.Pose(ref random);
        PoseBuffer source = Segment(ref random, 33);
        var here = new PoseBuffer(33);
        var there = new PoseBuffer(33);
        SegmentTransform.MoveWithObject(source, worldFromObjectSource, worldFromObjectNow, here);
        SegmentTransform.MoveWithObject(source, worldFromObjectSource, newWorldFromWorld * worldFromObjectNow, there);
        for (int t = 0; t < source.Count; t++)
            Sample.AssertNear(newWorldFromWorld * here[t], there[t], 1e-11);
    }

    [Property(MaxTest = 100)]
    public void An_object_that_has_not_moved_leaves_its_segment_alone(ulong seed)
    {
        CounterRandom random = Sample.Stream(seed);
        Pose worldFromObject = Sample.Pose(ref random);
        PoseBuffer source = Segment(ref random, 20);
        var moved = new PoseBuffer(20);
        SegmentTransform.MoveWithObject(source, worldFromObject, worldFromObject, moved);
        for (int t = 0; t < source.Count; t++)
            Sample.AssertNear(source[t], moved[t], 1e-11);
    }

    [Fact]
    public void The_result_may_be_the_source()
    {
        CounterRandom random = Sample.Stream(9);
        PoseBuffer source = Segment(ref random, 21);
        Pose a = Sample.Pose(ref random), b = Sample.Pose(ref random);
        var apart = new PoseBuffer(21);
        SegmentTransform.MoveWithObject(source, a, b, apart);
        SegmentTransform.MoveWithObject(source, a, b, source);
        for (int t = 0; t < 21; t++)
            Assert.Equal(apart[t], source[t]);
    }

    [Fact]
    public void A_result_that_is_too_small_is_refused()
    {
        CounterRandom random = Sample.Stream(9);
        PoseBuffer source = Segment(ref random, 21);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SegmentTransform.MoveWithObject(source, Pose.Identity, Pose.Identity, new PoseBuffer(20)));
    }

    [Fact]
    public void Moving_joining_and_measuring_a_segment_allocates_nothing()
    {
        var ways = new TwistBuffer(33);
        var way = new PoseBuffer(40);
        CounterRandom random = Sample.Stream(10);
        PoseBuffer source = Segment(ref random, 33);
        Pose a = Sample.Pose(ref random), b = Sample.Pose(ref random);
        void Once()
        {
            SegmentTransform.MoveWithObject(source, a, b, source);
            SegmentTransform.Interpolate(a, b, 40, way);
            SegmentTransform.Between(a, source, ways);
        }

        for (int i = 0; i < 100; i++)
            Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_pose_buffer_holds_what_was_put_in_and_no_more_than_it_has_room_for()
    {
        CounterRandom random = Sample.Stream(11);
        var buffer = new PoseBuffer(5);
        var poses = new List<Pose>();
        for (int i = 0; i < 5; i++)
        {
            poses.Add(Sample.Pose(ref random));
            buffer.Add(poses[i]);
        }

        for (int i = 0; i < 5; i++)
            Assert.Equal(poses[i], buffer[i]);
        Assert.Equal(poses.Select(pose => pose.Orientation.Z), buffer.Plane(6).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Add(Pose.Identity));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer[5]);
        buffer.Resize(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer[2]);
        Assert.Equal(2, buffer.Plane(0).Length);
    }

    private static PoseBuffer Segment(ref CounterRandom random, int length)
    {
        var buffer = new PoseBuffer(Math.Max(1, length));
        for (int t = 0; t < length; t++)
            buffer.Add(Sample.Pose(ref random));
        return buffer;
    }

    // What the setting must really have switched: a test of the fallback that silently ran the fast path would prove nothing.
    private static int ExpectedWidth(string setting) => setting switch
    {
        "DOTNET_EnableAVX2=0" or "DOTNET_EnableHWIntrinsic=0" => 2,
        "DOTNET_MaxVectorTBitWidth=512" when Vector512.IsHardwareAccelerated => 8,
        _ => Avx2.IsSupported ? 4 : 2,
    };

    private static (int Width, int Differing, ulong Fingerprint) RunProbe(string setting)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(WideComparison).Assembly.Location);
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_Enable", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        if (setting.Length > 0)
            start.Environment[setting.Split('=')[0]] = setting.Split('=')[1];
        using Process probe = Process.Start(start)!;
        string[] words = probe.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
        probe.WaitForExit();
        Assert.Equal(0, probe.ExitCode);
        return (
            int.Parse(words[0], CultureInfo.InvariantCulture),
            int.Parse(words[1], CultureInfo.InvariantCulture),
            ulong.Parse(words[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_vectors_of_this_process_are_what_the_expectations_are_built_on()
    {
        Assert.Equal(Vector<double>.Count, RunProbe("").Width);
    }
}
