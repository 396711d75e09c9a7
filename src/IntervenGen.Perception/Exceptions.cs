using IntervenGen.Core;

namespace IntervenGen.Perception;

/// <summary>What the camera sees does not give a pose that can be trusted; the message says what was found and what was needed.</summary>
public class PerceptionException(string message, Exception? inner = null) : IntervenGenException(message, inner);

/// <summary>The camera's server cannot be reached, fell silent, or closed the connection.</summary>
public sealed class CameraNetworkException(string message, Exception? inner = null) : PerceptionException(message, inner);

/// <summary>The camera's server sent bytes that the protocol does not allow, or said why it has no frame.</summary>
public sealed class CameraProtocolException(string message) : PerceptionException(message);
