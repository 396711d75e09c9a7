namespace IntervenGen.Generation;

/// <summary>What the person driving wants for the next control step.</summary>
public enum TeleopTurn
{
    /// <summary>The policy acts.</summary>
    Policy = 0,

    /// <summary>The person acts: a demonstration, or the correction of a mistake.</summary>
    Human = 1,

    /// <summary>The person acts, making a mistake on purpose.</summary>
    Mistake = 2,

    /// <summary>The episode is over and successful, if the task's predicate agrees.</summary>
    Finish = 3,

    /// <summary>The episode is discarded.</summary>
    Discard = 4,

    /// <summary>The person has disconnected: stop, and keep the recorded steps for inspection.</summary>
    Abort = 5,
}

/// <summary>A person who drives in real time, with any device.</summary>
public interface ITeleoperator
{
    /// <summary>Shows the person the present state, waits until the next control step is due, and returns the person's choice.</summary>
    /// <param name="attempt">The attempt; if the person drives, the action is written into it.</param>
    /// <remarks>Blocks for as long as nobody may act: before the start, and while paused.</remarks>
    TeleopTurn Next(Attempt attempt);

    /// <summary>The robot's trigger has fired: it stands still until the person takes it, or lets it go on.</summary>
    void AskForHelp()
    {
    }

    /// <summary>Says, while the person drives, whether the robot could go on by itself.</summary>
    void OfferBack(bool isReady)
    {
    }
}
