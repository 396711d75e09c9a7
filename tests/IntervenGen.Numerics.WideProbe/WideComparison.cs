namespace IntervenGen.Numerics.WideProbe;

/// <summary>Compares the wide segment operations with their scalar forms: products bit for bit, ways and differences to rounding.</summary>
public static class WideComparison
{
    // Poses of a metre or two and rotations up to π: a few dozen roundings.
    private const double Tolerance = 2e-14;

    /// <summary>Longest segment compared: more than four of the widest vectors.</summary>
    public const int Longest = 33;

    /// <summary>Compares every length from 0 to <see cref="Longest"/>, in place and not.</summary>
    /// <returns>Poses that differ in any bit, and a hash of all results.</returns>
    public static (int Differing, ulong Fingerprint) Run()
    {
        var random = new CounterRandom(5, 0, 0);
        int differing = 0;
        Span<double> values = stackalloc double[Pose.Size];
        ulong fingerprint = 14695981039346656037; // FNV-1a over the results' bits
        for (int length = 0; length <= Longest; length++)
        {
            Pose newFromOld = RandomPose(ref random);
            var source = new PoseBuffer(Longest + 7);
            for (int i = 0; i < length; i++)
                source.Add(RandomPose(ref random));
            var expected = new Pose[length];
            for (int i = 0; i < length; i++)
                expected[i] = newFromOld * source[i];

            var result = new PoseBuffer(Longest);
            SegmentTransform.Apply(newFromOld, source, result);
            SegmentTransform.Apply(newFromOld, source, source);
            if (result.Count != length || source.Count != length)
                differing++;
            for (int i = 0; i < length; i++)
            {
                differing += SameBits(expected[i], result[i]) && SameBits(expected[i], source[i]) ? 0 : 1;
                result[i].WriteTo(values);
                Hash(values, ref fingerprint);
            }

            differing += CompareWays(newFromOld, RandomPose(ref random), length, ref fingerprint);
            differing += CompareDifferences(newFromOld, result, ref fingerprint);
        }

        return (differing, fingerprint);
    }

    private static int CompareWays(in Pose from, in Pose to, int count, ref ulong fingerprint)
    {
        var way = new PoseBuffer(Longest);
        SegmentTransform.Interpolate(from, to, count, way);
        int differing = way.Count == count ? 0 : 1;
        Span<double> values = stackalloc double[Pose.Size];
        for (int i = 0; i < count; i++)
        {
            var expected = Pose.Interpolate(from, to, (i + 1.0) / (count + 1));
            differing += Near(Twist.Between(expected, way[i])) ? 0 : 1;
            way[i].WriteTo(values);
            Hash(values, ref fingerprint);
        }

        return differing;
    }

    private static int CompareDifferences(in Pose from, PoseBuffer to, ref ulong fingerprint)
    {
        var ways = new TwistBuffer(to.Capacity);
        SegmentTransform.Between(from, to, ways);
        int differing = ways.Count == to.Count ? 0 : 1;
        Span<double> values = stackalloc double[6];
        for (int i = 0; i < to.Count; i++)
        {
            Twist expected = Twist.Between(from, to[i]), found = ways[i];
            differing += Near(new Twist(expected.Linear - found.Linear, expected.Angular - found.Angular)) ? 0 : 1;
            found.Linear.WriteTo(values);
            found.Angular.WriteTo(values[3..]);
            Hash(values, ref fingerprint);
        }

        return differing;
    }

    private static bool Near(in Twist difference) => difference.Linear.Length < Tolerance && difference.Angular.Length < Tolerance;

    private static void Hash(ReadOnlySpan<double> values, ref ulong fingerprint)
    {
        foreach (double value in values)
            fingerprint = (fingerprint ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211;
    }

    /// <summary>A pose within a metre or two, any rotation.</summary>
    public static Pose RandomPose(ref CounterRandom random)
    {
        var position = new Vec3(random.NextGaussian(), random.NextGaussian(), random.NextGaussian());
        var orientation = new Quat(random.NextGaussian(), random.NextGaussian(), random.NextGaussian(), random.NextGaussian());
        return new Pose(position, orientation.Normalized);
    }

    private static bool SameBits(in Pose a, in Pose b)
    {
        Span<double> x = stackalloc double[Pose.Size];
        Span<double> y = stackalloc double[Pose.Size];
        a.WriteTo(x);
        b.WriteTo(y);
        for (int i = 0; i < Pose.Size; i++)
        {
            if (BitConverter.DoubleToUInt64Bits(x[i]) != BitConverter.DoubleToUInt64Bits(y[i]))
                return false;
        }

        return true;
    }
}
