namespace IntervenGen.VirtualFranka;

/// <summary>Microseconds from a state's sending to its command's arrival: those of the last quarter of a million cycles. On the robot's
/// thread; adding allocates nothing.</summary>
internal sealed class Roundtrips
{
    private const int Capacity = 1 << 18;

    private readonly float[] _times = new float[Capacity];
    private int _count;

    /// <summary>Adds one.</summary>
    /// <param name="nanoseconds">How long it took.</param>
    public void Add(long nanoseconds) => _times[_count++ % Capacity] = nanoseconds / 1000f;

    /// <summary>All that are kept, sorted.</summary>
    public float[] Sorted()
    {
        float[] copy = _times[..Math.Min(_count, Capacity)];
        Array.Sort(copy);
        return copy;
    }
}
