namespace IntervenGen.Web.Teleop;

/// <summary>What the person does in a teleoperation session.</summary>
public enum TeleopTask
{
    /// <summary>Watch a policy, take over after its mistake, correct it, hand back.</summary>
    Interventions = 0,

    /// <summary>Demonstrate the whole task.</summary>
    Demonstrations = 1,

    /// <summary>Make the mistake on purpose, mark where the recovery starts, and recover: no policy is needed.</summary>
    Offline = 2,
}

/// <summary>Options of a teleoperation session.</summary>
public sealed record TeleopOptions
{
    /// <summary>What the person does in the session.</summary>
    public TeleopTask Task { get; init; }

    /// <summary>Number of episodes to keep; after them the session ends.</summary>
    public int Episodes { get; init; } = 10;

    /// <summary>Path of a fitted trigger by which the robot asks the person for help; null for a person who watches alone.</summary>
    public string? Trigger { get; init; }

    /// <summary>Duration of a control step.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Age at which a driver's motion no longer counts and the arm stands still, while the connection may still come
    /// back.</summary>
    /// <remarks>At full speed the hand goes 5 cm a step; five steps bridge what a network usually loses.</remarks>
    public TimeSpan StillAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Silence after which the connection counts as lost and the robot is held.</summary>
    /// <remarks>A page in the background may send once a second only, so less would hold a driver who looked away.</remarks>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(1.5);
}

/// <summary>Who controls the robot.</summary>
public enum TeleopPhase
{
    /// <summary>The scene is shown and nobody acts until the driver starts.</summary>
    Ready = 0,

    /// <summary>The policy acts.</summary>
    Policy = 1,

    /// <summary>The person drives.</summary>
    Human = 2,

    /// <summary>The person drives, making a mistake on purpose.</summary>
    Mistake = 3,

    /// <summary>Nobody acts and the world stands still: the driver asked for it, or is gone.</summary>
    Hold = 4,

    /// <summary>The requested number of episodes has been kept.</summary>
    Done = 5,
}
