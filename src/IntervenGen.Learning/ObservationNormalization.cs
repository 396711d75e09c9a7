namespace IntervenGen.Learning;

/// <summary>Normalises an observation: o' = (o − mean) / scale, with scale = deviation + 1e-3 (robomimic).</summary>
public sealed class ObservationNormalization
{
    private const double Floor = 1e-3;

    // Float32 rounding of a constant lies below it, and so does every change that a sensor could tell.
    private const double Constant = 1e-6;

    private readonly float[] _mean;
    private readonly float[] _scale;

    /// <summary>Creates a normalisation with the given numbers.</summary>
    /// <param name="mean">Mean of every component, shape [observation size].</param>
    /// <param name="scale">Scale of every component, shape [observation size], positive.</param>
    /// <exception cref="ArgumentException">The spans differ in length, a number is not finite, or a scale is not positive.</exception>
    public ObservationNormalization(ReadOnlySpan<float> mean, ReadOnlySpan<float> scale)
    {
        if (mean.Length != scale.Length)
            throw new ArgumentException($"mean has {mean.Length} numbers and scale {scale.Length}", nameof(scale));
        for (int i = 0; i < mean.Length; i++)
        {
            if (!float.IsFinite(mean[i]) || !float.IsFinite(scale[i]) || scale[i] <= 0)
                throw new ArgumentException($"mean {mean[i]} and scale {scale[i]} at {i} cannot be used", nameof(scale));
        }

        _mean = mean.ToArray();
        _scale = scale.ToArray();
    }

    /// <summary>Whether it changes nothing.</summary>
    public bool IsIdentity => !Mean.ContainsAnyExcept(0) && !Scale.ContainsAnyExcept(1);

    /// <summary>The mean that is subtracted, shape [observation size].</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>The scale that is divided by, shape [observation size].</summary>
    public ReadOnlySpan<float> Scale => _scale;

    /// <summary>The identity, for observations of this size.</summary>
    public static ObservationNormalization None(int size)
    {
        var scale = new float[size];
        Array.Fill(scale, 1);
        return new ObservationNormalization(new float[size], scale);
    }

    /// <summary>Measures mean and deviation of every component, in double precision and in order.</summary>
    /// <param name="observations">Shape [steps, <paramref name="size"/>], at least one step.</param>
    /// <param name="size">Number of components of an observation.</param>
    /// <param name="blocks">Sizes of the observation's blocks, where what never changes is to be ignored: its scale is 1 then, since with
    /// 1e-3 an object that a camera sees turned by 3 degrees lies 26 deviations from all that a policy knows. Not in a block that is zero
    /// throughout: it is a sign that was never given, and should be noticed when it is. Empty for 1e-3 everywhere.</param>
    public static ObservationNormalization Measure(ReadOnlySpan<float> observations, int size, params ReadOnlySpan<int> blocks)
    {
        int steps = observations.Length / size;
        ArgumentOutOfRangeException.ThrowIfZero(steps, nameof(observations));
        var mean = new double[size];
        var square = new double[size];
        for (int i = 0; i < observations.Length; i++)
            mean[i % size] += observations[i];
        for (int j = 0; j < size; j++)
            mean[j] /= steps;
        for (int i = 0; i < observations.Length; i++)
        {
            double deviation = observations[i] - mean[i % size];
            square[i % size] += deviation * deviation;
        }

        float[] scale = Array.ConvertAll(square, value => (float)(Math.Sqrt(value / steps) + Floor));
        int first = 0;
        foreach (int block in blocks)
        {
            bool isSilent = !mean.AsSpan(first, block).ContainsAnyExcept(0) && !square.AsSpan(first, block).ContainsAnyExcept(0);
            for (int j = first; j < first + block; j++)
            {
                if (!isSilent && Math.Sqrt(square[j] / steps) < Constant)
                    scale[j] = 1;
            }

            first += block;
        }

        return new ObservationNormalization(Array.ConvertAll(mean, value => (float)value), scale);
    }

    /// <summary>Normalises one observation; <paramref name="result"/> may be <paramref name="observation"/>.</summary>
    public void Apply(ReadOnlySpan<float> observation, Span<float> result)
    {
        ReadOnlySpan<float> mean = _mean, scale = _scale;
        for (int i = 0; i < mean.Length; i++)
            result[i] = (observation[i] - mean[i]) / scale[i];
    }
}
