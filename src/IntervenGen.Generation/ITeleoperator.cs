namespace IntervenGen.Generation;

/// <summary>What a person wants of the next control step.</summary>
public enum TeleopTurn
{
    /// <summary>The policy is to act.</summary>
    Policy = 0,

    /// <summary>The person acts: a demonstration, or the correction of a mistake.</summary>
    Human = 1,

    /// <summary>The person acts and makes a mistake on purpose.</summary>
    Mistake = 2,

    /// <summary>The episode is over and good, if the task's predicate agrees.</summary>
    Finish = 3,

    /// <summary>The episode is to be thrown away.</summary>
    Discard = 4,

    /// <summary>Nobody is there any more: stop, and keep what was recorded to be looked at.</summary>
    Abort = 5,
}

/// <summary>A person who drives in real time.</summary>
public interface ITeleoperator
{
    /// <summary>Shows the person the present state, waits until the next control step is due, and asks what to do.</summary>
    /// <param name="attempt">The attempt; the action is to be written where the person drives.</param>
    /// <remarks>Blocks for as long as nobody may act: before the start, and in a hold.</remarks>
    TeleopTurn Next(Attempt attempt);
}
