using IntervenGen.Core;

namespace IntervenGen.Learning.Wire;

/// <summary>A message that is not MessagePack, is beyond a limit, or has another content than was agreed on.</summary>
internal sealed class WireException(string message) : IntervenGenException(message);
