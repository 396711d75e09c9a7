using Microsoft.AspNetCore.Http;

namespace IntervenGen.Web.Serving;

/// <summary>What every answer tells the browser about what the page may do, and what others may do with it.</summary>
internal static class AnswerHeaders
{
    public static void Write(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy(context.Request.Host.Value ?? "");
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    // 'self' does not cover WebSockets in every browser, so this host's are named: any other place is out of reach.
    private static string Policy(string host)
    {
        string sockets = AccessGate.IsPlainHost(host) ? $" ws://{host} wss://{host}" : "";
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + $"connect-src 'self'{sockets}; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
