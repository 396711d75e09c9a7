using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation.Clearance;

/// <summary>A box, in the frame of a geom, that the geom is in.</summary>
/// <param name="Centre">Its centre, metres.</param>
/// <param name="Half">Its half extents, metres.</param>
public readonly record struct GeomBox(Vec3 Centre, Vec3 Half)
{
    // MuJoCo's numbers for kinds of geoms.
    private const int Plane = 0, Sphere = 2, Capsule = 3, Cylinder = 5, Mesh = 7;

    /// <summary>The box of a geom; that of a plane has no extent and lies in it.</summary>
    public static GeomBox Of(MjModel model, int geom)
    {
        ArgumentNullException.ThrowIfNull(model);
        Vec3 size = Vec3.From(model.Doubles("geom_size")[(3 * geom)..]);
        double bound = model.Doubles("geom_rbound")[geom];
        return model.Integers("geom_type")[geom] switch
        {
            Plane => default,
            Sphere => new GeomBox(Vec3.Zero, new Vec3(size.X, size.X, size.X)),
            Capsule => new GeomBox(Vec3.Zero, new Vec3(size.X, size.X, size.X + size.Y)),
            Cylinder => new GeomBox(Vec3.Zero, new Vec3(size.X, size.X, size.Y)),
            Mesh => OfMesh(model, model.Integers("geom_dataid")[geom]),
            4 or 6 => new GeomBox(Vec3.Zero, size),
            _ => new GeomBox(Vec3.Zero, new Vec3(bound, bound, bound)),
        };
    }

    private static GeomBox OfMesh(MjModel model, int mesh)
    {
        int first = model.Integers("mesh_vertadr")[mesh], count = model.Integers("mesh_vertnum")[mesh];
        ReadOnlySpan<float> vertices = model.Singles("mesh_vert").Slice(3 * first, 3 * count);
        Vec3 low = new(double.MaxValue, double.MaxValue, double.MaxValue), high = -low;
        for (int i = 0; i < vertices.Length; i += 3)
        {
            low = new Vec3(Math.Min(low.X, vertices[i]), Math.Min(low.Y, vertices[i + 1]), Math.Min(low.Z, vertices[i + 2]));
            high = new Vec3(Math.Max(high.X, vertices[i]), Math.Max(high.Y, vertices[i + 1]), Math.Max(high.Z, vertices[i + 2]));
        }

        return new GeomBox((low + high) * 0.5, (high - low) * 0.5);
    }
}
