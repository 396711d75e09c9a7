using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IntervenGen.Web;

/// <summary>Lets in who has the token and comes from this server's own page.</summary>
/// <remarks>
/// The token in the first URL becomes a cookie, so that it does not stay in the address bar's requests. A browser names the
/// page that a request comes from (Origin): another page's requests are refused even with the cookie. On a loopback address
/// the Host header must be a loopback name as well, or a foreign name that resolves to 127.0.0.1 would count as our origin.
/// </remarks>
internal sealed class AccessGate(string token, bool isLoopback)
{
    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Why a request is refused: status and words; null if it may pass.</summary>
    public (int Status, string Reason)? Refusal(HttpRequest request)
    {
        string host = request.Host.Host;
        if (isLoopback && host != "localhost" && !(IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address)))
            return (StatusCodes.Status403Forbidden, $"the host '{host}' is not this machine");
        string origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
            return (StatusCodes.Status403Forbidden, $"the origin '{origin}' is not this server's page");
        return HasToken(request) ? null : (StatusCodes.Status401Unauthorized, "the token is missing or wrong; open the address that igen printed");
    }

    /// <summary>Remembers the token of a first request for the rest of the visit.</summary>
    public void Remember(HttpContext context)
    {
        if (!Matches(context.Request.Query["token"].ToString()))
            return;
        context.Response.Cookies.Append(CookieName(context.Request), token, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
        });
    }

    private bool HasToken(HttpRequest request) =>
        Matches(request.Query["token"].ToString())
        || Matches(request.Cookies[CookieName(request)] ?? "")
        || (request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.Ordinal) && Matches(header[7..]));

    // Cookies of one host are shared by all its ports; two servers must not overwrite each other's.
    private static string CookieName(HttpRequest request) => $"igen-{request.Host.Port ?? 80}";

    private bool Matches(string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);
}
