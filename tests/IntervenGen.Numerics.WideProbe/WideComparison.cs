namespace IntervenGen.Numerics.WideProbe;

/// <summary>Compares the wide segment transform with the scalar product, bit for bit.</summary>
public static class WideComparison
{
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
                foreach (double value in values)
                    fingerprint = (fingerprint ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211;
            }
        }

        return (differing, fingerprint);
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
