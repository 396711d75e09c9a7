using IntervenGen.Core;

namespace IntervenGen;

/// <summary>The work that this process does has been taken over by a later incarnation; it must stop and write nothing more.</summary>
/// <param name="message">Which work, and who has it now.</param>
public sealed class SupersededException(string message) : IntervenGenException(message);
