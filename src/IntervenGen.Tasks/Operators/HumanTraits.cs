using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Operators;

/// <summary>How a scripted operator moves in one episode.</summary>
/// <param name="Lead">Distance by which the commanded position leads the hand, metres; the speed is about 6 times this per second.</param>
/// <param name="Wobble">Standard deviation of the tremor, metres.</param>
/// <param name="Hover">Clearance above an obstacle while moving over it, metres.</param>
/// <param name="Depth">Depth to which a part is pushed before it is released, metres.</param>
/// <param name="ReactionSteps">Control steps between a mistake becoming visible and the takeover.</param>
internal readonly record struct HumanTraits(double Lead, double Wobble, double Hover, double Depth, int ReactionSteps)
{
    /// <summary>Samples the traits of one episode.</summary>
    public static HumanTraits Sample(ref CounterRandom random) => new(
        Lead: random.NextDouble(0.014, 0.026),
        Wobble: random.NextDouble(0.0003, 0.0012),
        Hover: random.NextDouble(0.012, 0.03),
        Depth: random.NextDouble(0.008, 0.02),
        ReactionSteps: 4 + random.NextInt32(9));
}

/// <summary>Unsteadiness of the hand: slow speed changes, correlated tremor, and occasional pauses.</summary>
internal struct HandTremor(CounterRandom random, double wobble)
{
    // Chosen by watching. Per control step: the share of the tremor that persists, and the chance of a pause.
    private const double Persistence = 0.8;
    private const double PauseChance = 0.008;

    private CounterRandom _random = random;
    private Vec3 _offset;
    private double _speedDeviation;
    private int _pauseLeft;

    /// <summary>Factor on speed in this control step, around 1.</summary>
    public readonly double Speed => 1 + _speedDeviation;

    /// <summary>Advances by one control step.</summary>
    /// <param name="pausing">Whether the hand pauses in this step.</param>
    /// <returns>Tremor to add to the commanded position, metres.</returns>
    public Vec3 Next(out bool pausing)
    {
        double fresh = Math.Sqrt(1 - (Persistence * Persistence));
        var noise = new Vec3(_random.NextGaussian(), _random.NextGaussian(), _random.NextGaussian());
        _offset = (_offset * Persistence) + (noise * (wobble * fresh));
        _speedDeviation = Math.Clamp((0.95 * _speedDeviation) + (0.06 * _random.NextGaussian()), -0.35, 0.35);
        if (_pauseLeft == 0 && _random.NextDouble() < PauseChance)
            _pauseLeft = 3 + _random.NextInt32(6);
        pausing = _pauseLeft > 0;
        _pauseLeft -= pausing ? 1 : 0;
        return _offset;
    }
}
