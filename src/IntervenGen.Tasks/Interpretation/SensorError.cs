using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>How an object's measured pose differs from what stands still, from one control step to the next.</summary>
/// <param name="Walk">Standard deviation of the walk's step along x and along y, metres.</param>
/// <param name="Delay">Age of a measurement, control steps.</param>
/// <param name="DropoutChance">Chance in a control step that the camera begins to see nothing.</param>
/// <param name="DropoutSteps">For how long, control steps.</param>
internal readonly record struct SensorError(double Walk, Interval Delay, double DropoutChance, Interval DropoutSteps)
{
    /// <summary>Whether there is none.</summary>
    public bool IsNone => Walk == 0 && Delay.Max == 0 && DropoutChance == 0;
}

/// <summary>One kind of error about an object: how it is wrong at first, how that changes, and how it is measured.</summary>
/// <param name="Law">How it is wrong at first; null for right.</param>
/// <param name="Change">How that changes with time.</param>
/// <param name="Sensor">How it is measured.</param>
internal sealed record BeliefVariant(BeliefLaw? Law, BeliefChange Change, SensorError Sensor);

/// <summary>The kinds of error about an object, of which one or all apply to an episode.</summary>
/// <param name="Of">The kinds; none for an object about which no belief is wrong.</param>
/// <param name="DrawsOne">Whether an episode has one of them.</param>
internal sealed record BeliefVariants(BeliefVariant[] Of, bool DrawsOne)
{
    /// <summary>No error.</summary>
    public static BeliefVariants None { get; } = new([], false);

    /// <summary>Largest age of a measurement, control steps.</summary>
    public int MaxDelay => Of.Length == 0 ? 0 : (int)Of.Max(variant => variant.Sensor.Delay.Max);

    /// <summary>Whether something must be remembered from one control step to the next.</summary>
    public bool Remembers => Of.Any(variant => !variant.Sensor.IsNone) || (Of.Length > 1 && Of.Any(variant => !variant.Change.IsNone));

    /// <summary>Whether a kind applies to an episode.</summary>
    /// <param name="kind">Index of the kind.</param>
    /// <param name="chosen">The one that was drawn.</param>
    public bool Applies(int kind, int chosen) => !DrawsOne || kind == chosen;
}
