using IntervenGen.Core;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>The errors that <see cref="ErrorKind"/> names, with magnitudes that make mistakes within the paper's 2 to 4 cm.</summary>
/// <remarks>The hand of Nut Insertion is at its place after about 1.5 s, 0.66 m in front of the base.</remarks>
internal static class StandardErrors
{
    /// <summary>What a kind of error says in place of what a task says of one object.</summary>
    public static BeliefFile InPlaceOf(BeliefFile own, ErrorKind kind) => kind switch
    {
        ErrorKind.Own => own,
        ErrorKind.Mixture => own.Mixture is not null ? own : new BeliefFile
        {
            Place = own.Place,
            Mixture = new MixtureFile { Place = own.Place, Of = [own, .. s_kinds.Select(other => With(other, own.Place))] },
        },
        _ => With(kind, own.Place),
    };

    private static readonly ErrorKind[] s_kinds = [ErrorKind.Drift, ErrorKind.Delay, ErrorKind.Dropout, ErrorKind.Yaw, ErrorKind.Scale];

    private static BeliefFile With(ErrorKind kind, YamlPlace place) => kind switch
    {
        // 2 mm at first and 1.7 cm after 1.5 s, to which the walk adds 6 mm in either axis.
        ErrorKind.Drift => new() { Place = place, Ring = new Interval(0.001, 0.002), Drift = 0.01, DriftEnds = 0.05, Walk = 0.005 },
        // 0.3 to 0.5 s: the hand moves at 0.1 m/s.
        ErrorKind.Delay => new() { Place = place, Delay = new Interval(6, 10) },
        ErrorKind.Dropout => new() { Place = place, Dropout = new DropoutFile { Chance = 0.1, Steps = new Interval(8, 20) } },
        // 2.3 to 4 cm at 0.66 m.
        ErrorKind.Yaw => new() { Place = place, YawAbout = new TurnFile { By = new Interval(2, 3.5) } },
        ErrorKind.Scale => new() { Place = place, Scale = new ScaleFile { By = new Interval(0.035, 0.06) } },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind of error"),
    };
}
