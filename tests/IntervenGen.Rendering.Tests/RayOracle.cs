using IntervenGen.Numerics;

namespace IntervenGen.Rendering.Tests;

/// <summary>Where rays meet shapes, in double precision and by the text-book: shapes about z, at the origin of their frame.</summary>
internal static class RayOracle
{
    public static double Ellipsoid(Vec3 o, Vec3 d, Vec3 size)
    {
        var a = new Vec3(o.X / size.X, o.Y / size.Y, o.Z / size.Z);
        var b = new Vec3(d.X / size.X, d.Y / size.Y, d.Z / size.Z);
        return Root(Vec3.Dot(b, b), Vec3.Dot(a, b), Vec3.Dot(a, a) - 1);
    }

    public static double Box(Vec3 o, Vec3 d, Vec3 size)
    {
        (double enter, double leave) = (double.NegativeInfinity, double.PositiveInfinity);
        foreach ((double from, double along, double half) in ((double, double, double)[])
            [(o.X, d.X, size.X), (o.Y, d.Y, size.Y), (o.Z, d.Z, size.Z)])
        {
            double a = (-half - from) / along, b = (half - from) / along;
            (enter, leave) = (Math.Max(enter, Math.Min(a, b)), Math.Min(leave, Math.Max(a, b)));
        }

        return enter <= leave && enter > 0 ? enter : double.PositiveInfinity;
    }

    public static double Cylinder(Vec3 o, Vec3 d, double radius, double half)
    {
        double side = Root((d.X * d.X) + (d.Y * d.Y), (o.X * d.X) + (o.Y * d.Y), (o.X * o.X) + (o.Y * o.Y) - (radius * radius));
        double best = Math.Abs(o.Z + (side * d.Z)) <= half ? side : double.PositiveInfinity;
        foreach (double end in (double[])[half, -half])
        {
            double t = (end - o.Z) / d.Z;
            Vec3 p = o + (d * t);
            if (t > 0 && (p.X * p.X) + (p.Y * p.Y) <= radius * radius)
                best = Math.Min(best, t);
        }

        return best;
    }

    public static double Capsule(Vec3 o, Vec3 d, double radius, double half)
    {
        double side = Root((d.X * d.X) + (d.Y * d.Y), (o.X * d.X) + (o.Y * d.Y), (o.X * o.X) + (o.Y * o.Y) - (radius * radius));
        double best = Math.Abs(o.Z + (side * d.Z)) <= half ? side : double.PositiveInfinity;
        foreach (double end in (double[])[half, -half])
        {
            Vec3 q = o - new Vec3(0, 0, end);
            double t = Root(Vec3.Dot(d, d), Vec3.Dot(q, d), Vec3.Dot(q, q) - (radius * radius));
            if (t < double.PositiveInfinity && Math.Abs(o.Z + (t * d.Z)) >= half)
                best = Math.Min(best, t);
        }

        return best;
    }

    // The first root of a t² + 2 b t + c.
    private static double Root(double a, double b, double c)
    {
        double h = (b * b) - (a * c);
        return h < 0 ? double.PositiveInfinity : (-b - Math.Sqrt(h)) / a;
    }
}
