using IntervenGen.Numerics;

namespace IntervenGen.Franka.Model;

/// <summary>Mass, centre and inertia of a rigid body in some frame.</summary>
/// <param name="Mass">Kilograms.</param>
/// <param name="Centre">Centre of mass, metres.</param>
/// <param name="Inertia">About the centre of mass, along the frame's axes, kg·m².</param>
public readonly record struct RigidBody(double Mass, Vec3 Centre, SymmetricMatrix Inertia)
{
    /// <summary>The body seen from another frame.</summary>
    public RigidBody MovedBy(in Pose targetFromSource) =>
        new(Mass, targetFromSource.Transform(Centre), Inertia.Rotated(targetFromSource.Orientation));

    /// <summary>Two bodies of one frame, welded together.</summary>
    public static RigidBody operator +(in RigidBody a, in RigidBody b)
    {
        double mass = a.Mass + b.Mass;
        if (mass <= 0)
            return a;
        Vec3 centre = ((a.Centre * a.Mass) + (b.Centre * b.Mass)) * (1 / mass);
        return new RigidBody(mass, centre, a.Inertia + SymmetricMatrix.OfPoint(a.Mass, a.Centre - centre)
            + b.Inertia + SymmetricMatrix.OfPoint(b.Mass, b.Centre - centre));
    }
}
