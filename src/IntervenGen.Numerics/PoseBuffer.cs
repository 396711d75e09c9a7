namespace IntervenGen.Numerics;

/// <summary>A segment of poses: planes 0–2 position (metres), 3–6 quaternion (w, x, y, z).</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class PoseBuffer : PlaneBuffer
{
    /// <summary>Allocates room for <paramref name="capacity"/> poses; the buffer never grows.</summary>
    public PoseBuffer(int capacity)
        : base(Pose.Size, capacity)
    {
    }

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

    /// <summary>Appends one pose to the rows in use.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is full.</exception>
    public void Add(in Pose pose)
    {
        Resize(Count + 1);
        this[Count - 1] = pose;
    }
}
