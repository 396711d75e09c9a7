namespace IntervenGen.Numerics;

/// <summary>A segment of poses as structure of arrays, the layout that wide code reads.</summary>
/// <remarks>Seven planes of equal length in one array; plane 0–2 position (metres), 3–6 quaternion (w, x, y, z). One thread at a time.</remarks>
public sealed class PoseBuffer
{
    private readonly double[] _values;

    /// <summary>Reserves room for <paramref name="capacity"/> poses; nothing grows later.</summary>
    public PoseBuffer(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
        _values = new double[Pose.Size * capacity];
    }

    /// <summary>Most poses that fit.</summary>
    public int Capacity { get; }

    /// <summary>Poses in use.</summary>
    public int Count { get; private set; }

    /// <summary>The pose at <paramref name="index"/>.</summary>
    public Pose this[int index]
    {
        get
        {
            Check(index);
            return new Pose(
                new Vec3(Plane(0)[index], Plane(1)[index], Plane(2)[index]),
                new Quat(Plane(3)[index], Plane(4)[index], Plane(5)[index], Plane(6)[index]));
        }

        set
        {
            Check(index);
            Plane(0)[index] = value.Position.X;
            Plane(1)[index] = value.Position.Y;
            Plane(2)[index] = value.Position.Z;
            Plane(3)[index] = value.Orientation.W;
            Plane(4)[index] = value.Orientation.X;
            Plane(5)[index] = value.Orientation.Y;
            Plane(6)[index] = value.Orientation.Z;
        }
    }

    /// <summary>Sets the number of poses in use; new ones are unspecified until written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Capacity"/>.</exception>
    public void Resize(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        Count = count;
    }

    /// <summary>Appends one pose.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is full.</exception>
    public void Add(in Pose pose)
    {
        Resize(Count + 1);
        this[Count - 1] = pose;
    }

    /// <summary>One component of every pose in use: 0–2 position, 3–6 quaternion.</summary>
    public Span<double> Plane(int component) => _values.AsSpan(component * Capacity, Count);

    private void Check(int index) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
}
