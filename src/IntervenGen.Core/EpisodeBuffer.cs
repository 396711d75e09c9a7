using System.Runtime.InteropServices;
using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>The steps of one episode in memory, in the same bytes as on disk.</summary>
/// <remarks>Reserved once and reused; adding a step allocates nothing. One thread at a time.</remarks>
public sealed class EpisodeBuffer
{
    private readonly byte[] _bytes;

    /// <summary>Reserves room for <paramref name="capacity"/> steps.</summary>
    public EpisodeBuffer(EpisodeLayout layout, int capacity)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Layout = layout;
        Capacity = capacity;
        // A step is cleared when it is added, so memory that is never used is never touched.
        _bytes = GC.AllocateUninitializedArray<byte>(checked(layout.Stride * capacity));
    }

    /// <summary>Byte offsets of a step's fields.</summary>
    public EpisodeLayout Layout { get; }

    /// <summary>Largest number of steps the buffer holds.</summary>
    public int Capacity { get; }

    /// <summary>Number of steps recorded.</summary>
    public int Count { get; private set; }

    /// <summary>All recorded steps as bytes, shape [<see cref="Count"/> × stride].</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count * Layout.Stride);

    /// <summary>Removes all steps; the memory is kept.</summary>
    public void Clear() => Count = 0;

    /// <summary>Removes the steps from <paramref name="count"/> on.</summary>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Count);
        Count = count;
    }

    /// <summary>Adds a zeroed step and returns its index.</summary>
    /// <exception cref="InvalidOperationException">The buffer is full.</exception>
    public int AddStep()
    {
        if (Count == Capacity)
            throw new InvalidOperationException($"episode buffer is full: {Capacity} steps");
        _bytes.AsSpan(Count * Layout.Stride, Layout.Stride).Clear();
        return Count++;
    }

    /// <summary>Sets the number of steps to <paramref name="count"/>, for raw bytes read from disk.</summary>
    /// <returns>The buffer's bytes, to be overwritten by the caller, shape [<paramref name="count"/> × stride].</returns>
    public Span<byte> SetCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Capacity);
        Count = count;
        return _bytes.AsSpan(0, count * Layout.Stride);
    }

    /// <summary>Simulator state before the action, shape [state size]; aliases the buffer.</summary>
    public Span<double> State(int step) => Doubles(step, Layout.StateOffset, Layout.StateSize);

    /// <summary>Observation before the action, shape [observation size]; aliases the buffer.</summary>
    public Span<float> Observation(int step) => Floats(step, Layout.ObservationOffset, Layout.ObservationSize);

    /// <summary>Action of the step, components in [−1, 1], shape [action size]; aliases the buffer.</summary>
    public Span<float> Action(int step) => Floats(step, Layout.ActionOffset, Layout.ActionSize);

    /// <summary>Finger joint positions before the action, metres, shape [2]; aliases the buffer.</summary>
    public Span<float> Fingers(int step) => Floats(step, Layout.FingersOffset, 2);

    /// <summary>Mean position of the trigger contact, world frame, metres, shape [3]; aliases the buffer.</summary>
    public Span<double> ContactPosition(int step) => Doubles(step, Layout.ContactPositionOffset, 3);

    /// <summary>Measured end-effector pose before the action, world frame.</summary>
    public Pose Eef(int step) => Pose.From(Doubles(step, Layout.EefOffset, Pose.Size));

    /// <summary>End-effector pose that the action asks for, world frame.</summary>
    public Pose Target(int step) => Pose.From(Doubles(step, Layout.TargetOffset, Pose.Size));

    /// <summary>True pose of an object, world frame.</summary>
    public Pose TruePose(int step, int obj) => Pose.From(ObjectPose(step, Layout.TrueOffset, obj));

    /// <summary>Believed pose of an object, world frame.</summary>
    public Pose BelievedPose(int step, int obj) => Pose.From(ObjectPose(step, Layout.BelievedOffset, obj));

    /// <summary>Records the measured end-effector pose before the action, world frame.</summary>
    public void SetEef(int step, in Pose pose) => pose.WriteTo(Doubles(step, Layout.EefOffset, Pose.Size));

    /// <summary>Records the end-effector pose that the action commands, world frame.</summary>
    public void SetTarget(int step, in Pose pose) => pose.WriteTo(Doubles(step, Layout.TargetOffset, Pose.Size));

    /// <summary>Records an object's true pose, world frame.</summary>
    public void SetTruePose(int step, int obj, in Pose pose) => pose.WriteTo(ObjectPose(step, Layout.TrueOffset, obj));

    /// <summary>Records an object's believed pose, world frame.</summary>
    public void SetBelievedPose(int step, int obj, in Pose pose) =>
        pose.WriteTo(ObjectPose(step, Layout.BelievedOffset, obj));

    /// <summary>Who chose the action of the step.</summary>
    public ref StepMode Mode(int step) => ref MemoryMarshal.AsRef<StepMode>(Slice(step, Layout.ModeOffset, 1));

    /// <summary>Index of the subtask that the step belongs to.</summary>
    public ref byte Subtask(int step) => ref Slice(step, Layout.SubtaskOffset, 1)[0];

    /// <summary>Flags of the step: contact, revelation and success.</summary>
    public ref StepFlags Flags(int step) => ref MemoryMarshal.AsRef<StepFlags>(Slice(step, Layout.FlagsOffset, 1));

    private Span<double> ObjectPose(int step, int offset, int obj)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)obj, (uint)Layout.ObjectCount);
        return Doubles(step, offset + (obj * Pose.Size * sizeof(double)), Pose.Size);
    }

    private Span<double> Doubles(int step, int offset, int count) =>
        MemoryMarshal.Cast<byte, double>(Slice(step, offset, count * sizeof(double)));

    private Span<float> Floats(int step, int offset, int count) =>
        MemoryMarshal.Cast<byte, float>(Slice(step, offset, count * sizeof(float)));

    private Span<byte> Slice(int step, int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)step, (uint)Count);
        return _bytes.AsSpan((step * Layout.Stride) + offset, length);
    }
}
