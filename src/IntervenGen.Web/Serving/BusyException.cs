using IntervenGen.Core;

namespace IntervenGen.Web.Serving;

/// <summary>What was asked for is still being read for somebody else, or the disk does not answer.</summary>
internal sealed class BusyException(string message) : IntervenGenException(message);
