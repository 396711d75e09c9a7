namespace IntervenGen.VirtualFranka.Control;

/// <summary>Where the controller is in the life cycle of a motion.</summary>
internal enum MotionPhase
{
    /// <summary>The arm is held at rest; a motion may begin.</summary>
    Idle,

    /// <summary>A motion was accepted; its controller is not yet active.</summary>
    Switching,

    /// <summary>The motion takes commands.</summary>
    Moving,

    /// <summary>The motion is over for its client; the arm brakes until it rests.</summary>
    Stopping,

    /// <summary>A broken rule has aborted the motion; a recovery is needed.</summary>
    Reflex,

    /// <summary>A recovery is under way.</summary>
    Recovering,

    /// <summary>The user stop is pressed, or was released while the arm still moves.</summary>
    UserStopped,
}
