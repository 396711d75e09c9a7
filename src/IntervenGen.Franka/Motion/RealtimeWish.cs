namespace IntervenGen.Franka.Motion;

/// <summary>Whether a loop insists on real-time priority.</summary>
public enum RealtimeWish
{
    /// <summary>No motion without it.</summary>
    Require,

    /// <summary>Asked for; the report says what was refused.</summary>
    Prefer,

    /// <summary>Not asked for: tests, and robots in lock-step.</summary>
    Off,
}
