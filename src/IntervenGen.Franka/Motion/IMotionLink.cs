using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Motion;

/// <summary>What the loop of a motion needs of a connection: states in, commands out, and the life of one Move request.</summary>
/// <remarks>Used on the loop's thread. Between the first state and the last, <see cref="NextState"/> and <see cref="Send"/>
/// allocate nothing.</remarks>
internal interface IMotionLink
{
    /// <summary>Version of the robot service.</summary>
    FciVersion Version { get; }

    /// <summary>States that never came, since the connection began.</summary>
    long LostStates { get; }

    /// <summary>Longest wait for the first answer to a request.</summary>
    TimeSpan CommandTimeout { get; }

    /// <summary>The newest state that was not read yet; waits for one if there is none.</summary>
    /// <exception cref="FrankaNetworkException">None came in time.</exception>
    void NextState(RobotState state);

    /// <summary>Discards states that have queued up, so that the next one is fresh.</summary>
    void ForgetStates();

    /// <summary>Encodes a command without sending it, so that the code is compiled before it is needed.</summary>
    void Encode(RobotCommand command);

    /// <summary>Sends a command to where the newest state came from.</summary>
    /// <exception cref="FrankaNetworkException">The network does not take it.</exception>
    void Send(RobotCommand command);

    /// <summary>Asks for a motion.</summary>
    /// <returns>The request's id.</returns>
    uint BeginMove(in MoveRequest request);

    /// <summary>The next answer to a Move request.</summary>
    /// <param name="id">From <see cref="BeginMove"/>.</param>
    /// <param name="wait">Longest wait.</param>
    /// <exception cref="FrankaNetworkException">None came in time.</exception>
    FciStatus AwaitMove(uint id, TimeSpan wait);

    /// <summary>The next answer to a Move request if it has come; does not wait.</summary>
    FciStatus? TryTakeMove(uint id);

    /// <summary>Drops answers to a Move request that may still come.</summary>
    void ForgetMove(uint id);

    /// <summary>Stops the running motion and waits for the answer.</summary>
    FciStatus StopMove();
}
