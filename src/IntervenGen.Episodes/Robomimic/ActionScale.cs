using IntervenGen.Core;
using System.Globalization;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Whether a file's arm actions are in units of a step, told by what the targets ask for.</summary>
/// <remarks>An action of a along an axis moves the target by 0.05 a metres from the measured pose; other units show as another
/// factor.</remarks>
internal sealed class ActionScale
{
    // Metres instead of steps are twenty times too small; a controller's lag stays far above this.
    private const double UnscaledBelow = 0.25, MetresPerStep = OperationalSpaceGains.PositionScale;
    private const int Axes = 3;

    private readonly long[] _beyond = new long[Axes];
    private double _product, _square, _actionSquare;
    private long _steps;

    /// <summary>Looks at one step.</summary>
    /// <param name="action">The arm's numbers, as recorded.</param>
    /// <param name="eef">Measured pose.</param>
    /// <param name="target">Commanded pose.</param>
    public void Add(ReadOnlySpan<double> action, in Pose eef, in Pose target)
    {
        Vec3 displacement = target.Position - eef.Position;
        ReadOnlySpan<double> asked = [displacement.X / MetresPerStep, displacement.Y / MetresPerStep, displacement.Z / MetresPerStep];
        _steps++;
        for (int axis = 0; axis < Axes; axis++)
        {
            _product += action[axis] * asked[axis];
            _square += asked[axis] * asked[axis];
            _actionSquare += action[axis] * action[axis];
            _beyond[axis] += Math.Abs(action[axis]) > 1 ? 1 : 0;
        }
    }

    /// <summary>Whether the targets are the measured poses over again while the actions move the arm: a motion that would never
    /// begin.</summary>
    public bool TargetsAreMeasured => _square < 1e-8 * _steps && _actionSquare > 1e-4 * _steps;

    /// <summary>Why the numbers cannot be taken as they are; null where they can.</summary>
    public string? Fault()
    {
        if (_steps == 0 || _square == 0)
            return null;
        double factor = _product / _square;
        if (factor < UnscaledBelow)
            return string.Create(
                CultureInfo.InvariantCulture, $"actions: {factor:0.###} times what target_pose asks for, so they look unscaled " +
                $"(metres?); computed anew from the targets");
        int worst = Array.IndexOf(_beyond, _beyond.Max());
        return _beyond[worst] == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"actions: dimension {worst} is beyond ±1 in {100.0 * _beyond[worst] / _steps:0.#} % of the " +
                $"steps, so it looks unscaled; computed anew from the targets");
    }
}
