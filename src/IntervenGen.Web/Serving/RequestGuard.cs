using System.Text.Json.Nodes;
using IntervenGen.Core;
using Microsoft.AspNetCore.Http;

namespace IntervenGen.Web.Serving;

/// <summary>Every request passes here: who may come in, and what an error looks like from outside.</summary>
/// <param name="gate">Who may come in.</param>
/// <param name="scope">Names files by their place in the served folder.</param>
/// <param name="report">Told of what should not happen, with all it says.</param>
internal sealed class RequestGuard(AccessGate gate, FolderScope scope, Action<string> report)
{
    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        AnswerHeaders.Write(context);
        if (gate.Refusal(context.Request) is var (status, reason))
        {
            await Refuse(context, status, reason).ConfigureAwait(false);
            return;
        }

        gate.Remember(context);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser went away.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            (int code, string words) = Describe(exception);
            if (words.Length == 0)
            {
                report($"igen: a request to '{context.Request.Path}' met a defect: {exception}");
                words = "igen met a defect; its terminal says more";
            }

            await Refuse(context, code, scope.Hide(words)).ConfigureAwait(false);
        }
    }

    /// <summary>Answers with a status and words.</summary>
    public static Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject { ["error"] = reason }.ToJsonString());
    }

    private static (int Status, string Words) Describe(Exception exception) => exception switch
    {
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        UsageException => (StatusCodes.Status400BadRequest, exception.Message),
        BusyException => (StatusCodes.Status503ServiceUnavailable, exception.Message),
        IntervenGenException or IOException or UnauthorizedAccessException => (StatusCodes.Status500InternalServerError, exception.Message),
        _ => (StatusCodes.Status500InternalServerError, ""),
    };
}
