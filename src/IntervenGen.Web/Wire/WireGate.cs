using System.Security.Cryptography;
using System.Text;
using IntervenGen.Web.Serving;
using Microsoft.AspNetCore.Http;

namespace IntervenGen.Web.Wire;

/// <summary>Who of those that connect to a <see cref="WireServer"/> is served.</summary>
internal sealed class WireGate(IWireService service, WireOptions options)
{
    /// <summary>A few more than are served are heard, to be told that there are too many.</summary>
    public const int MaxWaiting = 8;

    private int _clients;

    /// <summary>Answers a request: health, a WebSocket, or a refusal.</summary>
    public async Task Answer(HttpContext context)
    {
        if (context.Request.Path == "/healthz")
        {
            await context.Response.WriteAsync("OK\n").ConfigureAwait(false);
            return;
        }

        if (Refusal(context) is var (status, reason))
        {
            await RequestGuard.Refuse(context, status, reason).ConfigureAwait(false);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _clients) <= service.MaxClients + (MaxWaiting / 2))
                await new WireConnection(service, options).Serve(context).ConfigureAwait(false);
            else
            {
                string full = $"{service.MaxClients} clients are connected, which is all";
                await RequestGuard.Refuse(context, StatusCodes.Status503ServiceUnavailable, full).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _clients);
        }
    }

    private (int Status, string Reason)? Refusal(HttpContext context)
    {
        // Browsers name the page that asks, and programs do not: a page must not reach a server of the person who looks at it.
        if (context.Request.Headers.Origin.Count > 0)
            return (StatusCodes.Status403Forbidden, "this server is for programs, not for pages");
        if (options.ApiKey.Length > 0 && !HasKey(context.Request))
            return (StatusCodes.Status401Unauthorized, "the key is missing or wrong: Authorization: Api-Key KEY");
        return context.WebSockets.IsWebSocketRequest ? null : (StatusCodes.Status426UpgradeRequired, "this address is for WebSockets");
    }

    private bool HasKey(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Api-Key {options.ApiKey}"));
}
