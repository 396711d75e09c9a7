using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IntervenGen.Web.Serving;

/// <summary>What one visitor, or all of them together, can make the server hold.</summary>
/// <remarks>A page takes up to six connections and a WebSocket; nothing is ever uploaded.</remarks>
internal static class ServerLimits
{
    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = 64;
        limits.MaxConcurrentUpgradedConnections = 16;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestLineSize = 8 << 10;
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        // Who takes an answer more slowly than a modem does keeps megabytes of it in memory.
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(10));
    }
}
