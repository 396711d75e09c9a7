using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Deployment;

/// <summary>A tracker that answers lines of text over TCP, as the control port of a virtual robot does.</summary>
/// <remarks>
/// It must know <c>objects</c>: <c>ok</c> and, in the same line, a JSON object of bodies, each with x y z in metres and an orientation
/// w x y z, base frame. <c>reset N</c> (lay out episode N) and <c>success</c> are for those that can: an answer that is not <c>ok</c>
/// leaves both to others. One thread at a time.
/// </remarks>
public sealed class TrackerClient : IObjectTracker, ITrialStage, IDisposable
{
    private const int MaxLine = 1 << 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly TcpClient _client;
    private readonly string _where;
    private readonly byte[] _line = new byte[MaxLine];

    private TrackerClient(TcpClient client, string where) => (_client, _where) = (client, where);

    /// <summary>Connects.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <exception cref="IntervenGenException">Nobody listens there.</exception>
    public static TrackerClient Connect(string host, int port)
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        var client = new TcpClient { NoDelay = true, ReceiveTimeout = (int)s_patience.TotalMilliseconds };
        try
        {
            if (!client.ConnectAsync(host, port).Wait(s_patience))
                throw new SocketException((int)SocketError.TimedOut);
            return new TrackerClient(client, where);
        }
        catch (Exception exception) when (exception is SocketException or AggregateException)
        {
            client.Dispose();
            throw new IntervenGenException($"no tracker answers at {where}: {exception.GetBaseException().Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Track(IReadOnlyList<string> bodies, Span<Pose> baseFromBody)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        string answer = Ask("objects");
        if (!answer.StartsWith("ok ", StringComparison.Ordinal))
            throw new IntervenGenException($"the tracker at {_where} does not know 'objects': {answer}");
        using JsonDocument objects = Parse(answer);
        Span<double> numbers = stackalloc double[Pose.Size];
        for (int i = 0; i < bodies.Count; i++)
        {
            if (objects.RootElement.ValueKind != JsonValueKind.Object
                || !objects.RootElement.TryGetProperty(bodies[i], out JsonElement pose)
                || pose.ValueKind != JsonValueKind.Array || pose.GetArrayLength() != Pose.Size || !TryRead(pose, numbers))
                throw new IntervenGenException($"the tracker at {_where} tells no pose (7 numbers) of '{bodies[i]}'");
            baseFromBody[i] = Pose.From(numbers).Normalized;
        }
    }

    /// <inheritdoc/>
    public bool TryLayOut(long attempt) => Ask(string.Create(CultureInfo.InvariantCulture, $"reset {attempt}")) == "ok";

    /// <inheritdoc/>
    public bool? Judge() => Ask("success") switch
    {
        "ok true" => true,
        "ok false" => false,
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static bool TryRead(JsonElement pose, Span<double> numbers)
    {
        int count = 0;
        double length = 0;
        foreach (JsonElement number in pose.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetDouble(out numbers[count]))
                return false;
            length += count++ < 3 ? 0 : numbers[count - 1] * numbers[count - 1];
        }

        return length is > 0.9 and < 1.1;
    }

    private JsonDocument Parse(string answer)
    {
        try
        {
            return JsonDocument.Parse(answer.AsMemory(3));
        }
        catch (JsonException exception)
        {
            throw new IntervenGenException($"the tracker at {_where} answers with no JSON: {exception.Message}", exception);
        }
    }

    private string Ask(string request)
    {
        try
        {
            Socket socket = _client.Client;
            socket.Send(Encoding.UTF8.GetBytes(request + "\n"));
            for (int length = 0; length < MaxLine;)
            {
                int count = socket.Receive(_line.AsSpan(length));
                if (count == 0)
                    break;
                length += count;
                if (_line[length - 1] == (byte)'\n')
                    return Encoding.UTF8.GetString(_line, 0, length).TrimEnd('\r', '\n');
            }
        }
        catch (SocketException exception)
        {
            throw new IntervenGenException($"the tracker at {_where} does not answer '{request}': {exception.Message}", exception);
        }

        throw new IntervenGenException($"the tracker at {_where} ended the connection, or its line is longer than {MaxLine} bytes");
    }
}
