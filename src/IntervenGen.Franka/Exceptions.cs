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
    /// <summary>The controller's number.</summary>
    public int ServerVersion { get; } = serverVersion;
}

/// <summary>The controller refused a command.</summary>
/// <param name="request">The command.</param>
/// <param name="status">Why.</param>
public sealed class FrankaCommandException(FciRequest request, FciStatus status)
    : FrankaException($"the robot refused {request}: {FciStatusWords.Of(status)}")
{
    /// <summary>The command.</summary>
    public FciRequest Request { get; } = request;

    /// <summary>Why it was refused.</summary>
    public FciStatus Status { get; } = status;
}
