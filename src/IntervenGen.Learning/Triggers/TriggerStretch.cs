namespace IntervenGen.Learning.Triggers;

/// <summary>How a stretch of steps by one actor ended.</summary>
internal enum StretchOutcome
{
    /// <summary>The task succeeded.</summary>
    Success = 0,

    /// <summary>The attempt failed; one that reached its horizon has.</summary>
    Failure = 1,

    /// <summary>Somebody else took over, so that nobody knows how it would have ended.</summary>
    Corrected = 2,
}

/// <summary>Consecutive steps of a policy, or a whole demonstration: what triggers learn from.</summary>
/// <param name="Features">Features before normalisation, shape [steps, feature size].</param>
/// <param name="Actions">Actions, shape [steps, action size].</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="IsDemonstration">Whether an operator acted, or their replay, instead of a policy.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="FirstContact">First step before whose action the trigger pair was in contact; −1 for none.</param>
internal sealed record TriggerStretch(
    float[] Features, float[] Actions, int Steps, bool IsDemonstration, StretchOutcome Outcome, int FirstContact);
