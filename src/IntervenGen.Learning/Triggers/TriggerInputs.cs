namespace IntervenGen.Learning.Triggers;

/// <summary>Normalises a trigger's features and limits them, so that a component that never varied decides nothing alone.</summary>
/// <param name="normalization">Measured on the data, of as many components as there are features.</param>
internal sealed class TriggerInputs(ObservationNormalization normalization)
{
    /// <summary>Largest normalised feature, deviations.</summary>
    public const float Limit = 10;

    /// <summary>The normalisation.</summary>
    public ObservationNormalization Normalization => normalization;

    /// <summary>Number of features.</summary>
    public int Size => normalization.Mean.Length;

    /// <summary>Normalises one step's features in place.</summary>
    public void Apply(Span<float> features)
    {
        normalization.Apply(features, features);
        foreach (ref float feature in features)
            feature = Math.Clamp(feature, -Limit, Limit);
    }
}
