using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation.Clearance;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>How far the geoms of a body, and of bodies attached to it, reach from its origin.</summary>
/// <param name="Low">Lowest corner, body frame, metres.</param>
/// <param name="High">Highest corner, body frame, metres.</param>
internal readonly record struct BodyExtent(Vec3 Low, Vec3 High)
{
    // MuJoCo's number for planes.
    private const int Plane = 0;

    /// <summary>Radius, seen from above, of a circle around the origin that all geoms are in.</summary>
    public double Radius => new Vec3(
        Math.Max(Math.Abs(Low.X), Math.Abs(High.X)), Math.Max(Math.Abs(Low.Y), Math.Abs(High.Y)), 0).Length;

    /// <summary>Half extents of a box around the origin that all geoms are in.</summary>
    public Vec3 HalfExtent => new(
        Math.Max(Math.Abs(Low.X), Math.Abs(High.X)), Math.Max(Math.Abs(Low.Y), Math.Abs(High.Y)), Math.Max(
            Math.Abs(Low.Z), Math.Abs(High.Z)));

    /// <summary>The extent of some geoms of a body.</summary>
    /// <param name="model">The model at its initial positions.</param>
    /// <param name="body">The body.</param>
    /// <param name="geoms">Which geoms count.</param>
    public static BodyExtent Of(MjModel model, int body, Func<int, bool> geoms)
    {
        Vec3 low = new(double.MaxValue, double.MaxValue, double.MaxValue), high = -low;
        Span<double> turn = stackalloc double[9];
        ReadOnlySpan<int> bodies = model.Integers("geom_bodyid");
        for (int geom = 0; geom < bodies.Length; geom++)
        {
            if (!geoms(geom) || BodyTree.PoseIn(model, bodies[geom], body) is not { } bodyFromOther)
                continue;
            Pose pose = bodyFromOther * new Pose(
                Vec3.From(model.Doubles("geom_pos")[(3 * geom)..]), Quat.From(model.Doubles("geom_quat")[(4 * geom)..]));
            var box = GeomBox.Of(model, geom);
            pose = pose with { Position = pose.Transform(box.Centre) };
            Vec3 half = box.Half;
            pose.Orientation.ToMatrix(turn);
            var reach = new Vec3(
                (Math.Abs(turn[0]) * half.X) + (Math.Abs(turn[1]) * half.Y) + (Math.Abs(turn[2]) * half.Z),
                (Math.Abs(turn[3]) * half.X) + (Math.Abs(turn[4]) * half.Y) + (Math.Abs(turn[5]) * half.Z),
                (Math.Abs(turn[6]) * half.X) + (Math.Abs(turn[7]) * half.Y) + (Math.Abs(turn[8]) * half.Z));
            Vec3 from = pose.Position - reach, to = pose.Position + reach;
            low = new Vec3(Math.Min(low.X, from.X), Math.Min(low.Y, from.Y), Math.Min(low.Z, from.Z));
            high = new Vec3(Math.Max(high.X, to.X), Math.Max(high.Y, to.Y), Math.Max(high.Z, to.Z));
        }

        return low.X > high.X ? default : new BodyExtent(low, high);
    }

    /// <summary>Height of a geom's top over its body's origin: of a plane or of a box that lies flat.</summary>
    public static double TopOf(MjModel model, int geom) => model.Integers("geom_type")[geom] == Plane
        ? model.Doubles("geom_pos")[(3 * geom) + 2]
        : model.Doubles("geom_pos")[(3 * geom) + 2] + GeomBox.Of(model, geom).Half.Z;
}
