using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Makes errors of beliefs from what a file says of them.</summary>
internal sealed class BeliefCompiler(Things things, PluginParts plugin)
{
    private const double ControlPeriod = TaskSpec.SimulatedControlPeriod;

    /// <summary>The kinds of error of one object.</summary>
    public BeliefVariants Compile(BeliefFile file)
    {
        if (file.Mixture is not { } mixture)
            return new BeliefVariants([One(file)], false);
        if (StaticLaws(file).Length > 0 || ChangesOrErrs(file))
            things.Fault(file.Place, "a mixture is all there is: write the other errors under its 'of'");
        if (mixture.Of.Length < 2)
            things.Fault(mixture.Place, $"a mixture is of at least two kinds of error; there are {mixture.Of.Length}");
        foreach (BeliefFile nested in mixture.Of.Where(kind => kind.Mixture is not null))
            things.Fault(nested.Place, "a mixture of mixtures is one mixture: write its errors here");
        return new BeliefVariants([.. mixture.Of.Select(One)], mixture.Draw == MixtureDraw.One);
    }

    private static bool ChangesOrErrs(BeliefFile law) =>
        law.Drift > 0 || law.Lag is not null || law.Walk > 0 || law.Delay is not null || law.Dropout is not null;

    private BeliefVariant One(BeliefFile law)
    {
        BeliefLaw[] laws = StaticLaws(law);
        if (laws.Length > 1 || (laws.Length == 0 && !ChangesOrErrs(law) && law.Mixture is null))
            things.Fault(
                law.Place,
                $"one of box, ring, axes, half_turn, yaw, yaw_about, scale and custom is expected here; there are {laws.Length}");
        if (law.Box is { } square && square.MinInOne > square.Max)
            things.Fault(
                square.Place, FormattableString.Invariant($"min_in_one {square.MinInOne} is more than max {square.Max}: no error is both"));
        RequireWhole(law.Delay, "delay", law.Place);
        RequireWhole(law.Dropout?.Steps, "steps", law.Place);
        return new BeliefVariant(laws.FirstOrDefault(), ChangeOf(law), SensorOf(law));
    }

    private BeliefLaw[] StaticLaws(BeliefFile law)
    {
        BeliefLaw?[] given =
        [
            law.Box is { } box ? new BoxError(box.MinInOne, box.Max) : null,
            law.Ring is { } ring ? new RingError(ring with { Min = Math.Max(0, ring.Min) }) : null,
            law.Axes is { } axes ? new AxesError(axes.X, axes.Y, axes.EitherWay) : null,
            law.HalfTurn is { } axis ? new HalfTurnError(axis) : null,
            law.Yaw is { } yaw ? new YawError(Radians(yaw)) : null,
            law.YawAbout is { } turn ? new BearingError(Radians(turn.By), new Vec3(turn.From[0], turn.From[1], 0)) : null,
            law.Scale is { } scale ? new ScaleError(scale.By, new Vec3(scale.From[0], scale.From[1], 0)) : null,
            law.Custom is { } custom ? new GuardedLaw(custom, plugin.Create<BeliefLaw>(custom)) : null,
        ];
        return [.. given.OfType<BeliefLaw>()];
    }

    private static Interval Radians(Interval degrees) => new(Geometry.Radians(degrees.Min), Geometry.Radians(degrees.Max));

    private static BeliefChange ChangeOf(BeliefFile law) => new(
        law.Drift * ControlPeriod, law.DriftEnds, law.Lag is { } lag ? 1 - Math.Exp(-ControlPeriod / lag) : 0);

    // A walk's variance grows with time.
    private static SensorError SensorOf(BeliefFile law) => new(
        law.Walk * Math.Sqrt(ControlPeriod), law.Delay ?? default, law.Dropout?.Chance ?? 0, law.Dropout?.Steps ?? default);

    private void RequireWhole(Interval? steps, string key, YamlPlace place)
    {
        if (steps is { } given && (given.Min != Math.Floor(given.Min) || given.Max != Math.Floor(given.Max)))
            things.Fault(place, FormattableString.Invariant($"{key} is {given.Min} to {given.Max}; control steps are whole numbers"));
    }
}
