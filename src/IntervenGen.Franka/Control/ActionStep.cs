namespace IntervenGen.Franka.Control;

/// <summary>What a source of actions gives in one millisecond.</summary>
public enum ActionStep
{
    /// <summary>No new action is due; the last one stays in force.</summary>
    Wait,

    /// <summary>A new action is given and takes effect at once.</summary>
    Act,

    /// <summary>The source is done: the arm comes to rest and the motion ends.</summary>
    Finish,
}
