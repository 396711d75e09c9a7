using IntervenGen.Numerics;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Fitting;

/// <summary>Where to start looking for a cube.</summary>
internal static class CubeStarts
{
    // Flat at 4 turns of a quarter, then tilted by 30° about 4 horizontal axes at 3 turns each: with the 24 symmetries no
    // orientation is farther than 31° from a start, and fits arrive from 35° off (both tested).
    private const int Turns = 4, TiltAxes = 4, TiltedTurns = 3;

    private const double Tilt = 30 * Math.PI / 180;

    // The median of what is seen lies on the surface towards the camera, about this part of an edge from the middle.
    private const double BehindSurface = 0.4;

    public static Pose[] For(PointCloud cloud, CubeModel cube, FlatOnTable? table)
    {
        Vec3 seen = cloud.Median(), away = seen - cloud.Viewpoint;
        Vec3 middle = seen + (away * (BehindSurface * cube.Edge / away.Length));
        if (table is not null)
            middle = middle with { Z = table.CentreHeight };
        var starts = new List<Pose>();
        for (int i = 0; i < Turns; i++)
            starts.Add(new Pose(middle, Turn(i, Turns)));
        for (int axis = 0; axis < TiltAxes && table is null; axis++)
        {
            double angle = 2 * Math.PI * axis / TiltAxes;
            Quat tilt = Quat.FromAxisAngle(new Vec3(Math.Cos(angle), Math.Sin(angle), 0), Tilt);
            for (int i = 0; i < TiltedTurns; i++)
                starts.Add(new Pose(middle, tilt * Turn(i, TiltedTurns)));
        }

        return [.. starts];
    }

    private static Quat Turn(int i, int of) => Quat.FromAxisAngle(Vec3.UnitZ, 0.5 * Math.PI * i / of);
}
