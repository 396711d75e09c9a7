using IntervenGen.Core;

namespace IntervenGen.Learning.Servers;

/// <summary>A policy server that does not answer, breaks the protocol, or reports an error of its own.</summary>
/// <param name="server">Its address.</param>
/// <param name="detail">What happened, to follow the address.</param>
/// <param name="inner">The cause, if another exception led here.</param>
internal sealed class PolicyServerException(string server, string detail, Exception? inner = null)
    : IntervenGenException($"policy server {server} {detail}", inner);
