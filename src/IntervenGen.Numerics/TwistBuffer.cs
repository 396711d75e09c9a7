namespace IntervenGen.Numerics;

/// <summary>Many displacements: planes 0–2 linear (metres), 3–5 angular (rotation vectors, radians), in world axes.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class TwistBuffer : PlaneBuffer
{
    private const int Components = 6;

    /// <summary>Allocates room for <paramref name="capacity"/> displacements; the buffer never grows.</summary>
    public TwistBuffer(int capacity)
        : base(Components, capacity)
    {
    }

    /// <summary>The displacement at <paramref name="index"/>.</summary>
    public Twist this[int index]
    {
        get
        {
            Check(index);
            return new Twist(
                new Vec3(Plane(0)[index], Plane(1)[index], Plane(2)[index]),
                new Vec3(Plane(3)[index], Plane(4)[index], Plane(5)[index]));
        }
    }
}
