using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using IntervenGen.Learning.Wire;

namespace IntervenGen.Learning.Servers;

/// <summary>One connection to a policy server: it describes itself first, then answers an observation at a time.</summary>
/// <remarks>One request at a time; any thread. Every failure is a <see cref="PolicyServerException"/>, and ends the connection.</remarks>
internal sealed class ServerConnection : IDisposable
{
    /// <summary>Name of the environment variable with the key that servers may ask for.</summary>
    public const string KeyVariable = "IGEN_POLICY_API_KEY";

    // A chunk of a thousand actions with all that is around it is below 100 kB.
    private const int MaxAnswer = 16 << 20, MaxDetail = 300;

    private readonly ServerAddress _address;
    private readonly MessageSocket _socket;

    private ServerConnection(ServerAddress address, MessageSocket socket, ServerMetadata metadata)
    {
        _address = address;
        _socket = socket;
        Metadata = metadata;
    }

    /// <summary>What the server said of itself.</summary>
    public ServerMetadata Metadata { get; }

    /// <summary>Connects, and waits for the server to describe itself.</summary>
    /// <exception cref="PolicyServerException">It does neither within the timeout.</exception>
    public static Task<ServerConnection> Open(ServerAddress address) =>
        Guard(address, "did not answer a new connection", limit => Connect(address, limit));

    /// <summary>Connects, on the caller's thread.</summary>
    /// <inheritdoc cref="Open"/>
    public static ServerConnection OpenNow(ServerAddress address) => Open(address).GetAwaiter().GetResult();

    /// <summary>Sends an observation, and waits for the answer; valid until the next call.</summary>
    /// <exception cref="PolicyServerException">There is none within the timeout, or it is an error.</exception>
    public Task<WireMap> Ask(ReadOnlyMemory<byte> message) => Guard(_address, "did not answer an observation", async limit =>
    {
        await _socket.Send(message, isText: false, limit).ConfigureAwait(false);
        return await Answer(_address, _socket, limit).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static async Task<ServerConnection> Connect(ServerAddress address, CancellationToken limit)
    {
        var client = new ClientWebSocket();
        var socket = new MessageSocket(client, MaxAnswer, address.Timeout);
        try
        {
            client.Options.CollectHttpResponseDetails = true;
            if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
                client.Options.SetRequestHeader("Authorization", $"Api-Key {key}");
            try
            {
                await client.ConnectAsync(address.Uri, limit).ConfigureAwait(false);
            }
            catch (WebSocketException exception)
            {
                string health = await Health(address, limit).ConfigureAwait(false);
                throw new PolicyServerException(address.ToString(), Refusal(client.HttpStatusCode, exception) + health, exception);
            }

            return new ServerConnection(address, socket, new ServerMetadata(await Answer(address, socket, limit).ConfigureAwait(false)));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Refusal(HttpStatusCode status, WebSocketException exception) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"refuses the connection ({(int)status}); set {KeyVariable} to its key",
        HttpStatusCode.ServiceUnavailable => "has as many clients as it serves (503)",
        0 => $"cannot be reached: {exception.GetBaseException().Message}",
        _ => $"answered the request for a WebSocket with status {(int)status}",
    };

    // Tells a server of another path, or one that is full, from one that is not there.
    private static async Task<string> Health(ServerAddress address, CancellationToken limit)
    {
        var health = new UriBuilder(address.Uri)
        {
            Scheme = address.Uri.Scheme == "wss" ? "https" : "http",
            Path = "/healthz",
            Query = "",
        };
        try
        {
            using var client = new HttpClient();
            using HttpResponseMessage answer = await client.GetAsync(
                health.Uri, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? "; it says at /healthz that it is well" : "";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }

    private static async Task<WireMap> Answer(ServerAddress address, MessageSocket socket, CancellationToken limit)
    {
        if (await socket.Receive(limit).ConfigureAwait(false) is not var (bytes, isText))
        {
            string why = socket.CloseReason is { Length: > 0 } given ? given : "no reason given";
            throw new PolicyServerException(address.ToString(), $"closed the connection: {why}");
        }

        if (isText)
            throw new PolicyServerException(address.ToString(), $"reports an error: {LastLine(Encoding.UTF8.GetString(bytes.Span))}");
        return WireReader.Read(bytes);
    }

    // A text is a traceback of Python; its last line says what is wrong.
    private static string LastLine(string text)
    {
        const StringSplitOptions whole = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        string last = text.Split('\n', whole) is [.., var line] ? line : "(no text)";
        return last.Length > MaxDetail ? last[..MaxDetail] + "…" : last;
    }

    private static async Task<T> Guard<T>(ServerAddress address, string late, Func<CancellationToken, Task<T>> work)
    {
        using var limit = new CancellationTokenSource(address.Timeout);
        try
        {
            return await work(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            string seconds = address.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            throw new PolicyServerException(
                address.ToString(), $"{late} within {seconds} s; add #timeout=SECONDS to the address for more", exception);
        }
        catch (WireException exception)
        {
            throw new PolicyServerException(address.ToString(), $"sent what cannot be used: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException)
        {
            throw new PolicyServerException(address.ToString(), $"broke the connection: {exception.GetBaseException().Message}", exception);
        }
    }
}
