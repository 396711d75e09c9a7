namespace IntervenGen.Learning.Triggers;

/// <summary>What a learned trigger sees of a stretch: the observation, and how it changed over the last quarter of a second.</summary>
/// <remarks>
/// A part that is stuck looks like a part on its way; only its motion tells them apart. One thread; allocates nothing after construction.
/// </remarks>
internal sealed class TriggerHistory(int observationSize)
{
    /// <summary>Control steps over which the change is taken: a quarter of a second at 20 Hz.</summary>
    public const int Window = 5;

    private readonly float[] _ring = new float[Window * observationSize];
    private int _steps;

    /// <summary>Number of features for observations of a size.</summary>
    public static int Size(int observationSize) => 2 * observationSize;

    /// <summary>Forgets everything: a new stretch begins.</summary>
    public void Clear() => _steps = 0;

    /// <summary>Takes the observation of the next step and writes the features, shape [2 × observation size].</summary>
    public void Add(ReadOnlySpan<float> observation, Span<float> features)
    {
        Span<float> slot = _ring.AsSpan(_steps % Window * observationSize, observationSize);
        // Before the window is full, the change is that since the stretch began.
        ReadOnlySpan<float> earlier = _steps == 0 ? observation : _steps < Window ? _ring.AsSpan(0, observationSize) : slot;
        observation.CopyTo(features);
        for (int i = 0; i < observationSize; i++)
            features[observationSize + i] = observation[i] - earlier[i];
        observation.CopyTo(slot);
        _steps++;
    }
}
