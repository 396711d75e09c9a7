using IntervenGen.Core;
using IntervenGen.Learning.Wire;

namespace IntervenGen.Learning.Servers;

/// <summary>A session with one connection for all rows, to a server that says it takes them: <c>igen policy serve</c>.</summary>
/// <remarks>
/// A message has the observations of the listed rows as one array, under <c>igen</c> which rows these are, and the keys of episodes that
/// begin. Unlike other sessions it allocates: messages are made and sent.
/// </remarks>
internal sealed class SharedServerSession : IPolicySession
{
    private readonly ServerPolicy _policy;
    private readonly ServerConnection _connection;
    private readonly WireWriter _writer = new();
    private readonly float[] _observations, _actions, _sent;
    private readonly EpisodeKey?[] _begun;

    public SharedServerSession(ServerPolicy policy, int rows)
    {
        _policy = policy;
        _observations = new float[rows * policy.ObservationSize];
        _sent = new float[rows * policy.ObservationSize];
        _actions = new float[rows * policy.ActionSize];
        _begun = new EpisodeKey?[rows];
        _connection = policy.Connect().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public int Rows => _begun.Length;

    /// <inheritdoc/>
    public Span<float> Observation(int row) => _observations.AsSpan(row * _policy.ObservationSize, _policy.ObservationSize);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Action(int row) => _actions.AsSpan(row * _policy.ActionSize, _policy.ActionSize);

    /// <inheritdoc/>
    public void Begin(int row, in EpisodeKey key) => _begun[row] = key;

    /// <inheritdoc/>
    /// <exception cref="PolicyServerException">The server does not answer, or with what cannot be used.</exception>
    public void Infer(ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
            return;
        Write(rows);
        WireMap answer = _connection.Ask(_writer.Message).GetAwaiter().GetResult();
        float[] actions = _policy.ActionsOf(answer, rows.Length);
        for (int i = 0; i < rows.Length; i++)
            actions.AsSpan(i * _policy.ActionSize, _policy.ActionSize).CopyTo(_actions.AsSpan(rows[i] * _policy.ActionSize));
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Write(ReadOnlySpan<int> rows)
    {
        int size = _policy.ObservationSize, begun = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            Observation(rows[i]).CopyTo(_sent.AsSpan(i * size));
            begun += _begun[rows[i]] is null ? 0 : 1;
        }

        _writer.Clear().Map(2).Text(ServerPolicy.StateKey).Array<float>(_sent.AsSpan(0, rows.Length * size), rows.Length, size);
        _writer.Text(ServerMetadata.OwnKey).Map(3).Text("of").Integer(Rows)
            .Text("rows").Array(rows, rows.Length).Text("begin").List(begun);
        foreach (int row in rows)
        {
            if (_begun[row] is not { } key)
                continue;
            EpisodeKeyForm.Write(_writer.Map(EpisodeKeyForm.Count + 1).Text("row").Integer(row), key);
            _begun[row] = null;
        }
    }
}
