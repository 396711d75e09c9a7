using IntervenGen.Numerics.WideProbe;

namespace IntervenGen.Numerics.Tests;

/// <summary>Random values from a seed: FsCheck picks the seed, so that a failure names one number to repeat it with.</summary>
internal static class Sample
{
    // Products of a few doubles of size one, a handful of operations each: 1e-12 is some thousands of roundings.
    public const double Tolerance = 1e-12;

    public static CounterRandom Stream(ulong seed) => new(seed, 1, 2);

    public static Pose Pose(ref CounterRandom random) => WideComparison.RandomPose(ref random);

    public static Quat Rotation(ref CounterRandom random) => Pose(ref random).Orientation;

    public static Vec3 Direction(ref CounterRandom random)
    {
        Vec3 v = Pose(ref random).Position;
        return v * (1 / v.Length);
    }

    public static void AssertNear(Vec3 expected, Vec3 actual, double tolerance = Tolerance) =>
        Assert.True((expected - actual).Length <= tolerance, $"expected {Show(expected)}, found {Show(actual)}");

    public static void AssertSameRotation(Quat expected, Quat actual, double tolerance = Tolerance) =>
        Assert.True(Distance(expected, actual) <= tolerance, $"expected {Show(expected)}, found {Show(actual)}");

    public static void AssertNear(Pose expected, Pose actual, double tolerance = Tolerance)
    {
        AssertNear(expected.Position, actual.Position, tolerance);
        AssertSameRotation(expected.Orientation, actual.Orientation, tolerance);
    }

    private static string Show(Vec3 v) => $"({v.X:r}, {v.Y:r}, {v.Z:r})";

    private static string Show(Quat q) => $"({q.W:r}, {q.X:r}, {q.Y:r}, {q.Z:r})";

    // q and −q are one rotation.
    private static double Distance(Quat a, Quat b)
    {
        double plus = new Quat(a.W - b.W, a.X - b.X, a.Y - b.Y, a.Z - b.Z).Norm;
        double minus = new Quat(a.W + b.W, a.X + b.X, a.Y + b.Y, a.Z + b.Z).Norm;
        return Math.Min(plus, minus);
    }
}
