using IntervenGen.Core;
using IntervenGen.Learning.Wire;

namespace IntervenGen.Learning.Servers;

/// <summary>A policy behind a server: every lane has a connection of its own, or all share one where the server takes many rows.</summary>
internal sealed class ServerPolicy : IBatchPolicy
{
    /// <summary>Key of the whole observation vector; openpi's key for a robot's state.</summary>
    public const string StateKey = "observation/state";

    /// <summary>Key of the actions in an answer.</summary>
    public const string ActionsKey = "actions";

    private readonly TaskSpec _spec;

    /// <param name="address">Where the server is.</param>
    /// <param name="metadata">What it said of itself; whatever it says on a later connection must be the same.</param>
    /// <param name="spec">The task.</param>
    public ServerPolicy(ServerAddress address, ServerMetadata metadata, TaskSpec spec)
    {
        Address = address;
        Metadata = metadata;
        _spec = spec;
    }

    /// <summary>Where the server is.</summary>
    public ServerAddress Address { get; }

    /// <summary>What it said of itself.</summary>
    public ServerMetadata Metadata { get; }

    /// <inheritdoc/>
    public int ObservationSize => _spec.ObservationSize;

    /// <inheritdoc/>
    public int ActionSize => _spec.ActionSize;

    /// <inheritdoc/>
    public bool ServesAllLanes => Metadata.MaxRows > 1;

    /// <inheritdoc/>
    public IPolicySession CreateSession(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return rows <= Metadata.MaxRows && ServesAllLanes
            ? new SharedServerSession(this, rows)
            : new LaneServerSession(this, _spec, rows);
    }

    /// <summary>Connects once more.</summary>
    /// <exception cref="PolicyServerException">The server is gone, or serves something else by now.</exception>
    public async Task<ServerConnection> Connect()
    {
        ServerConnection connection = await ServerConnection.Open(Address).ConfigureAwait(false);
        if (connection.Metadata.Digest == Metadata.Digest)
            return connection;
        connection.Dispose();
        throw new PolicyServerException(
            Address.ToString(), "serves something else than at the beginning of this run: what it says of itself has changed");
    }

    /// <summary>Reads the actions of an answer, clipped to [−1, 1].</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="rows">How many rows are expected; null for a chunk of any length, or a single action.</param>
    /// <exception cref="PolicyServerException">They have another shape or type, or are no numbers.</exception>
    public float[] ActionsOf(WireMap answer, int? rows)
    {
        try
        {
            NumpyArray actions = answer.Array(ActionsKey) ?? throw new WireException(
                $"an answer has no '{ActionsKey}', only {string.Join(", ", answer.Values.Keys.Select(key => $"'{key}'"))}");
            bool fits = actions.IsReal && actions.Count > 0 && actions.Shape switch
            {
                [var size] => rows is null && size == ActionSize,
                [var count, var size] => size == ActionSize && (rows is null || count == rows),
                _ => false,
            };
            if (!fits)
                throw new WireException(
                    $"'{ActionsKey}' is {actions.Description}; it must be <f4 [{rows?.ToString() ?? "chunk"}, {ActionSize}]");
            float[] values = new float[actions.Count];
            actions.CopyTo(values);
            for (int i = 0; i < values.Length; i++)
            {
                if (!float.IsFinite(values[i]))
                    throw new WireException($"action {i / ActionSize} of '{ActionsKey}' has {values[i]} in component {i % ActionSize}");
                values[i] = Math.Clamp(values[i], -1, 1);
            }

            return values;
        }
        catch (WireException exception)
        {
            throw new PolicyServerException(Address.ToString(), $"sent what cannot be used: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Connections are the sessions'.
    }
}
