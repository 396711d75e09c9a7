using System.Net.WebSockets;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Learning.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IntervenGen.Web.Wire;

/// <summary>One client's connection: the description, then an answer to each message.</summary>
/// <remarks>What a client gets wrong it is told as a text, as openpi's server tells a traceback, and its connection ends.</remarks>
internal sealed class WireConnection(IWireService service, WireOptions options)
{
    /// <summary>Most bytes of a client's message: two pictures of 224 × 224 are a tenth of it.</summary>
    public const int MaxBytes = 4 << 20;

    public async Task Serve(HttpContext context)
    {
        using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using var socket = new MessageSocket(accepted, MaxBytes, options.MessageTime);
        CancellationToken stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            using IWireSession session = service.Open();
            await Converse(socket, session, gone.Token).ConfigureAwait(false);
        }
        catch (IntervenGenException exception)
        {
            await Tell(socket, exception.Message).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The line broke, or the server ends.
            await socket.Close(WebSocketCloseStatus.EndpointUnavailable, "igen has ended").ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            options.Report($"igen: a client's message met a defect: {exception}");
            await Tell(socket, "igen met a defect; its terminal says more").ConfigureAwait(false);
        }
    }

    private async Task Converse(MessageSocket socket, IWireSession session, CancellationToken gone)
    {
        var answer = new WireWriter();
        service.Describe(answer);
        await Send(socket, answer.Message, false, gone).ConfigureAwait(false);
        while (await socket.Receive(gone).ConfigureAwait(false) is var (bytes, isText))
        {
            if (isText)
                throw new WireException("a message is a text; it must be MessagePack");
            session.Answer(WireReader.Read(bytes), answer.Clear());
            await Send(socket, answer.Message, false, gone).ConfigureAwait(false);
        }

        await socket.Close(WebSocketCloseStatus.NormalClosure, "").ConfigureAwait(false);
    }

    // A client that does not read its answer is not waited for.
    private async Task Send(MessageSocket socket, ReadOnlyMemory<byte> message, bool isText, CancellationToken gone)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone);
        limit.CancelAfter(options.MessageTime);
        await socket.Send(message, isText, limit.Token).ConfigureAwait(false);
    }

    private async Task Tell(MessageSocket socket, string text)
    {
        try
        {
            await Send(socket, Encoding.UTF8.GetBytes($"igen: {text}"), true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            return;
        }

        await socket.Close(WebSocketCloseStatus.InternalServerError, text).ConfigureAwait(false);
    }
}
