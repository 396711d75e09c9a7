namespace IntervenGen.Core;

/// <summary>What the robot learns when the trigger first fires.</summary>
public enum Observability
{
    /// <summary>The true object poses.</summary>
    Full = 0,

    /// <summary>Something coarser that still tells where to go; each task says what.</summary>
    Partial = 1,
}
