using IntervenGen.Core;

namespace IntervenGen.Franka;

/// <summary>Something between this program and the robot's controller went wrong; the kinds derive from it.</summary>
public abstract class FrankaException(string message, Exception? inner = null) : IntervenGenException(message, inner);

/// <summary>The controller cannot be reached, fell silent, or closed the connection.</summary>
public sealed class FrankaNetworkException(string message, Exception? inner = null) : FrankaException(message, inner);

/// <summary>The controller sent bytes that the protocol does not allow.</summary>
public sealed class FrankaProtocolException(string message) : FrankaException(message);

/// <summary>The controller speaks a version of the robot service that this driver has no tables for.</summary>
/// <param name="message">What was found and what is supported.</param>
/// <param name="serverVersion">The controller's number.</param>
public sealed class FrankaVersionException(string message, int serverVersion) : FrankaException(message)
{
    /// <summary>Version of the robot service that the controller speaks.</summary>
    public int ServerVersion { get; } = serverVersion;
}

/// <summary>The controller refused a command.</summary>
/// <param name="request">The command.</param>
/// <param name="status">Why.</param>
public sealed class FrankaCommandException(FciRequest request, FciStatus status)
    : FrankaException($"the robot refused {request}: {FciStatusText.Of(status)}")
{
    /// <summary>The command that was refused.</summary>
    public FciRequest Request { get; } = request;

    /// <summary>The controller's reason for refusing the command.</summary>
    public FciStatus Status { get; } = status;
}

/// <summary>A motion asked for something that must not be sent: a number that is not finite, a matrix that is no pose.</summary>
/// <param name="message">Which number, its value, and what is allowed.</param>
public sealed class FrankaInvalidCommandException(string message) : FrankaException(message);

/// <summary>The loop could not get the real-time priority that was required.</summary>
/// <param name="message">What is missing and how to get it.</param>
public sealed class FrankaRealtimeException(string message) : FrankaException(message);

/// <summary>A motion was stopped by this program's own limits: a watchdog or a force.</summary>
/// <param name="message">What was exceeded, its value and its limit.</param>
public sealed class FrankaSafetyException(string message) : FrankaException(message);
