namespace IntervenGen.Core;

/// <summary>What the robot learns about object poses when the trigger first fires.</summary>
public enum Observability
{
    /// <summary>The robot learns the true object poses.</summary>
    Full = 0,

    /// <summary>The robot learns something coarser, such as a direction; each task defines it.</summary>
    Partial = 1,

    /// <summary>The robot learns no pose; it feels the contact with a force-torque sensor at the wrist, which is observed all the
    /// time.</summary>
    Force = 2,

    /// <summary>The robot learns nothing and feels nothing: a control, by which it is told what the other kinds give.</summary>
    Nothing = 3,

    /// <summary>Contact is not sensed and reveals nothing; the robot learns the true object poses once it stops and asks.</summary>
    OnRequest = 4,

    /// <summary>As <see cref="Force"/>, and what the wrist felt in the last touch is remembered and observed, too.</summary>
    Touch = 5,
}

/// <summary>What kinds of observability have in common.</summary>
public static class ObservabilityKinds
{
    /// <summary>Whether the force at the wrist is observed.</summary>
    public static bool Feels(this Observability observability) => observability is Observability.Force or Observability.Touch;

    /// <summary>Whether contact tells nothing of a pose.</summary>
    public static bool RevealsNothing(this Observability observability) => observability is Observability.Nothing || observability.Feels();
}
