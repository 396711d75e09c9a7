using IntervenGen.Numerics;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Tests;

/// <summary>Things to test with.</summary>
internal static class Make
{
    public static Vec3 Vector(ref CounterRandom random, double max = 1) =>
        new(random.NextDouble(-max, max), random.NextDouble(-max, max), random.NextDouble(-max, max));

    public static Quat Rotation(ref CounterRandom random)
    {
        var q = new Quat(random.NextGaussian(), random.NextGaussian(), random.NextGaussian(), random.NextGaussian());
        return q.Normalized;
    }

    /// <summary>Exact points on the faces that a viewpoint sees, with normals, at places that the model's samples do not share.</summary>
    public static PointCloud VisibleFaces(Pose baseFromCube, Vec3 viewpoint, double edge, int count, ref CounterRandom random)
    {
        var points = new List<Vec3>();
        var normals = new List<Vec3>();
        Vec3 eye = baseFromCube.Inverse().Transform(viewpoint);
        while (points.Count < count)
        {
            int face = random.NextInt32(6);
            double side = face < 3 ? 1 : -1, c = 0.5 * side * edge;
            double a = random.NextDouble(-0.5, 0.5) * edge, b = random.NextDouble(-0.5, 0.5) * edge;
            (Vec3 point, Vec3 normal) = (face % 3) switch
            {
                0 => (new Vec3(c, a, b), new Vec3(side, 0, 0)),
                1 => (new Vec3(a, c, b), new Vec3(0, side, 0)),
                _ => (new Vec3(a, b, c), new Vec3(0, 0, side)),
            };
            if (Vec3.Dot(normal, eye - point) <= 0)
                continue;
            points.Add(baseFromCube.Transform(point));
            normals.Add(baseFromCube.Orientation.Rotate(normal));
        }

        return new PointCloud(points.ToArray(), normals.ToArray(), viewpoint);
    }
}
