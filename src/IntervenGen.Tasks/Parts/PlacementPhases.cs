namespace IntervenGen.Tasks.Parts;

/// <summary>What a held part is doing while it is put into its place.</summary>
internal enum PlacementPhase
{
    /// <summary>It goes up until it is clear of what it is put into.</summary>
    Lift = 0,

    /// <summary>It goes over its place, and is turned.</summary>
    Move = 1,

    /// <summary>It goes down.</summary>
    Lower = 2,

    /// <summary>The fingers open.</summary>
    Release = 3,

    /// <summary>The hand goes up and leaves it.</summary>
    Retreat = 4,
}

/// <summary>When one phase of putting a part into its place follows another.</summary>
/// <param name="AlignedOffset">Horizontal error below which lowering may begin, metres.</param>
/// <param name="AlignedAngle">Turn that is left below which lowering may begin, radians.</param>
/// <param name="SteadySteps">Control steps for which the part must be aligned before it is lowered.</param>
/// <param name="LetGoFinger">Opening of a finger from which the part is free, metres.</param>
internal sealed record PlacementRules(double AlignedOffset, double AlignedAngle, int SteadySteps, double LetGoFinger)
{
    /// <summary>Horizontal error above which lowering is given up while the part is still clear, metres.</summary>
    public double LostOffset { get; init; } = 0.006;

    /// <summary>Control steps without getting lower after which lowering is given up.</summary>
    public int StallSteps { get; init; } = 25;

    /// <summary>What counts as lower, metres.</summary>
    public double Progress { get; init; } = 0.0005;
}

/// <summary>Where a part is in one control step.</summary>
/// <param name="Height">Of the part, in whichever frame <paramref name="ReleaseHeight"/> is in, metres.</param>
/// <param name="Offset">Horizontal distance from its place, metres.</param>
/// <param name="Angle">Turn that is left, radians.</param>
/// <param name="IsClear">Whether it is above what it is put into.</param>
/// <param name="ReleaseHeight">Below this it is let go, metres.</param>
/// <param name="Finger">Opening of a finger, metres.</param>
internal readonly record struct PlacementProgress(
    double Height, double Offset, double Angle, bool IsClear, double ReleaseHeight, double Finger);

/// <summary>The phases of putting a held part into its place: lift, move over, lower, let go, back off; from the start where it
/// jams.</summary>
/// <remarks>One lane; allocates nothing.</remarks>
internal sealed class PlacementPhases(PlacementRules rules)
{
    private double _lowest;
    private int _stall, _steady;

    /// <summary>The phase now.</summary>
    public PlacementPhase Current { get; private set; }

    /// <summary>Whether the part is let go.</summary>
    public bool HasLetGo => Current >= PlacementPhase.Release;

    /// <summary>Begins with lifting.</summary>
    public void Restart() => (Current, _lowest, _stall, _steady) = (PlacementPhase.Lift, double.MaxValue, 0, 0);

    /// <summary>Goes on to the next phase where this one is over.</summary>
    public void Update(in PlacementProgress progress)
    {
        switch (Current)
        {
            case PlacementPhase.Lift when progress.IsClear:
                Current = PlacementPhase.Move;
                break;
            case PlacementPhase.Move:
                // An arm that only passes over the place would carry the part on and set it down beside it.
                bool isAligned = progress.Offset < rules.AlignedOffset && progress.Angle < rules.AlignedAngle;
                _steady = isAligned ? _steady + 1 : 0;
                if (_steady >= rules.SteadySteps)
                    (Current, _lowest, _stall) = (PlacementPhase.Lower, progress.Height, 0);
                break;
            case PlacementPhase.Lower:
                Lower(progress);
                break;
            case PlacementPhase.Release when progress.Finger > rules.LetGoFinger:
                Current = PlacementPhase.Retreat;
                break;
            default:
                break;
        }
    }

    private void Lower(in PlacementProgress progress)
    {
        if (progress.Height < progress.ReleaseHeight)
            Current = PlacementPhase.Release;
        else if (progress.Height < _lowest - rules.Progress)
            (_lowest, _stall) = (progress.Height, 0);
        else if (++_stall > rules.StallSteps || (progress.IsClear && progress.Offset > rules.LostOffset))
            Restart();
    }
}
