namespace IntervenGen.Tasks.Operators;

/// <summary>Phase of placing a held part.</summary>
internal enum PlacementPhase
{
    /// <summary>The part is lifted until it is clear of the target.</summary>
    Lift = 0,

    /// <summary>The part is moved over its place and rotated.</summary>
    Move = 1,

    /// <summary>The part is lowered.</summary>
    Lower = 2,

    /// <summary>The fingers open.</summary>
    Release = 3,

    /// <summary>The hand moves up and away.</summary>
    Retreat = 4,
}

/// <summary>Thresholds at which one phase of placing a part follows another.</summary>
/// <param name="AlignedOffset">Horizontal error below which lowering may begin, metres.</param>
/// <param name="AlignedAngle">Remaining rotation below which lowering may begin, radians.</param>
/// <param name="SteadySteps">Control steps for which the part must be aligned before it is lowered.</param>
/// <param name="LetGoFinger">Finger position from which the part is free, metres.</param>
internal sealed record PlacementRules(double AlignedOffset, double AlignedAngle, int SteadySteps, double LetGoFinger)
{
    /// <summary>Horizontal error above which lowering is abandoned while the part is still clear, metres.</summary>
    public double LostOffset { get; init; } = 0.006;

    /// <summary>Control steps without progress after which lowering is abandoned.</summary>
    public int StallSteps { get; init; } = 25;

    /// <summary>Smallest decrease in height that counts as progress, metres.</summary>
    public double Progress { get; init; } = 0.0005;
}

/// <summary>The state of a held part in one control step.</summary>
/// <param name="Height">Height of the part, in the same frame as <paramref name="ReleaseHeight"/>, metres.</param>
/// <param name="Offset">Horizontal distance of the part from its place, metres.</param>
/// <param name="Angle">Remaining rotation, radians.</param>
/// <param name="IsClear">Whether the part is above the target.</param>
/// <param name="ReleaseHeight">Height below which the part is released, metres.</param>
/// <param name="Finger">Finger position, metres.</param>
internal readonly record struct PlacementProgress(
    double Height, double Offset, double Angle, bool IsClear, double ReleaseHeight, double Finger);

/// <summary>The phases of placing a held part: lift, move over, lower, release, retreat; starts over if the part jams.</summary>
/// <remarks>One lane; allocates nothing.</remarks>
internal sealed class PlacementPhases(PlacementRules rules)
{
    private double _lowest;
    private int _stall, _steady;

    /// <summary>The present phase.</summary>
    public PlacementPhase Current { get; private set; }

    /// <summary>Whether the part has been released.</summary>
    public bool HasLetGo => Current >= PlacementPhase.Release;

    /// <summary>Starts over with the lift.</summary>
    public void Restart() => (Current, _lowest, _stall, _steady) = (PlacementPhase.Lift, double.MaxValue, 0, 0);

    /// <summary>Advances to the next phase if the present one is complete.</summary>
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
