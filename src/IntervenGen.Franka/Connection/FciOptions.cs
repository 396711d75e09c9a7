using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Connection;

/// <summary>How to connect, and how long to wait. Every wait has a deadline.</summary>
public sealed record FciOptions
{
    /// <summary>TCP port of the robot service.</summary>
    public int Port { get; init; } = 1337;

    /// <summary>TCP port of the gripper service.</summary>
    public int GripperPort { get; init; } = 1338;

    /// <summary>Version to try first; the controller's own is taken if it has another.</summary>
    public FciVersion FirstVersion { get; init; } = FciVersion.V10;

    /// <summary>For the name, the TCP connection and the handshake, each.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest silence of the state stream; the controller sends one state per millisecond.</summary>
    public TimeSpan StateTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For the answer to a command.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the end of a gripper's action; a blocked one has been reported to take 100 s.</summary>
    public TimeSpan GripperTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the answer to a recovery, which takes 0.4 to 16 s on an arm.</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
