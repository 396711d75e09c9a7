namespace IntervenGen.Franka.Control;

/// <summary>What a source has to say.</summary>
public enum ActionStep
{
    /// <summary>Nothing new.</summary>
    Wait,

    /// <summary>A new action.</summary>
    Act,

    /// <summary>The motion ends here.</summary>
    Finish,
}
