using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IntervenGen.Web.Serving;

/// <summary>Lets in who has the token and comes from this server's own page.</summary>
/// <remarks>
/// The token in the first URL becomes a cookie, so that it does not stay in the address bar's requests. A browser names the
/// page that a request comes from (Origin): another page's requests are refused even with the cookie. On a loopback address
/// the Host header must be a loopback name as well, or a foreign name that resolves to 127.0.0.1 would count as our origin.
/// </remarks>
internal sealed class AccessGate(string token, bool isLoopback)
{
    // What goes into a header of the answer (the page's policy) must not be able to end it or add to it.
    private static readonly SearchValues<char> s_hostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]");

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether a host, with or without a port, is made of nothing but the characters of names, addresses and ports.</summary>
    public static bool IsPlainHost(string host) => host.Length is > 0 and <= 255 && !host.AsSpan().ContainsAnyExcept(s_hostCharacters);

    /// <summary>Why a request is refused: status and words; null if it may pass.</summary>
    public (int Status, string Reason)? Refusal(HttpRequest request)
    {
        string host = request.Host.Host;
        if (!IsPlainHost(request.Host.Value ?? ""))
            return (StatusCodes.Status400BadRequest, "the host is no name and no address");
        if (isLoopback && host != "localhost"
            && !(IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address)))
            return (StatusCodes.Status403Forbidden, $"the host '{host}' is not this machine");
        string origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsOwn(origin, request.Host.Value!))
            return (StatusCodes.Status403Forbidden, $"the origin '{origin}' is not this server's page");
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return (StatusCodes.Status405MethodNotAllowed, "this server only answers GET and HEAD");
        return HasToken(request)
            ? null
            : (StatusCodes.Status401Unauthorized, "the token is missing or wrong; open the address that igen printed");
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
        || (request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.Ordinal)
            && Matches(header[7..]));

    // The page of a proxy that encrypts is https while its requests reach us as http; the host is the same.
    private static bool IsOwn(string origin, string host) =>
        string.Equals(origin, $"http://{host}", StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin, $"https://{host}", StringComparison.OrdinalIgnoreCase);

    // Cookies of one host are shared by all its ports; two servers must not overwrite each other's.
    private static string CookieName(HttpRequest request) => $"igen-{request.Host.Port ?? 80}";

    // In the same time for every wrong token of the right length, which is no secret.
    private bool Matches(string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);
}
