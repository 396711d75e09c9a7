using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Learning.Servers;
using IntervenGen.Learning.Wire;
using IntervenGen.Web.Wire;

namespace IntervenGen.Web.Policies;

/// <summary>One client of a policy: an episode, or as many as it says rows of at a time.</summary>
/// <remarks>
/// An openpi client sends an observation and gets a chunk of one action; its episode begins with its connection, and again wherever it
/// says so by a key. A client of many rows sends their observations as one array.
/// </remarks>
internal sealed class PolicyWireSession : IWireSession
{
    /// <summary>Most rows of a connection.</summary>
    public const int MaxRows = 4096;

    private readonly IBatchPolicy _policy;
    private readonly TaskSpec _spec;
    private readonly EpisodeKey _first;
    private readonly RowBudget _budget;
    private IPolicySession? _session;
    private bool[] _begun = [];
    private bool _isSingle;

    /// <param name="policy">The policy.</param>
    /// <param name="spec">The task.</param>
    /// <param name="connection">Number of the connection: it keys the random numbers of a client that sends no key.</param>
    /// <param name="budget">Rows of all connections together.</param>
    public PolicyWireSession(IBatchPolicy policy, TaskSpec spec, long connection, RowBudget budget)
    {
        _policy = policy;
        _spec = spec;
        _first = new EpisodeKey(1, SceneSplit.Evaluation, connection, false);
        _budget = budget;
    }

    /// <inheritdoc/>
    public void Answer(WireMap message, WireWriter answer)
    {
        long since = Stopwatch.GetTimestamp();
        WireMap own = message.Map(ServerMetadata.OwnKey) ?? WireMap.Empty;
        int[] rows = Rows(own);
        IPolicySession session = _session ??= Open(own);
        Begin(session, own, rows);
        Observe(session, message, rows);
        session.Infer(rows);
        float[] actions = new float[rows.Length * _spec.ActionSize];
        for (int i = 0; i < rows.Length; i++)
            session.Action(rows[i]).CopyTo(actions.AsSpan(i * _spec.ActionSize));
        answer.Map(2).Text(ServerPolicy.ActionsKey).Array<float>(actions, rows.Length, _spec.ActionSize)
            .Text("server_timing").Map(1).Text("infer_ms").Real(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session?.Dispose();
        _budget.Return(_begun.Length);
    }

    private static int[] Rows(WireMap own)
    {
        if (own.Array("rows") is not { } listed)
            return [0];
        long[] rows = listed.ToIntegers();
        if (rows.Length is 0 or > MaxRows || rows.Any(row => row is < 0 or >= MaxRows) || rows.Distinct().Count() != rows.Length)
            throw new WireException($"'rows' must be 1 to {MaxRows} different numbers from 0 to {MaxRows - 1}");
        return [.. rows.Select(row => (int)row)];
    }

    // The first message decides how many episodes the connection has a state for.
    private IPolicySession Open(WireMap own)
    {
        long rows = own.Integer("of") ?? 1;
        if (rows is < 1 or > MaxRows)
            throw new WireException($"'of' is {rows}; it must be between 1 and {MaxRows} rows");
        _budget.Take((int)rows);
        _begun = new bool[rows];
        _isSingle = own.Array("rows") is null;
        return _policy.CreateSession((int)rows);
    }

    private void Begin(IPolicySession session, WireMap own, int[] rows)
    {
        if (_isSingle != own.Array("rows") is null || rows.Max() >= session.Rows)
            throw new WireException($"a message names other rows than the {session.Rows} of this connection: open another connection");
        if (_isSingle && own.Values.Count > 0)
            Begin(session, 0, EpisodeKeyForm.Read(own));
        foreach (object? item in (_isSingle ? null : own.List("begin")) ?? [])
        {
            if (item is not WireMap begun || begun.Integer("row") is not { } row || row < 0 || row >= session.Rows)
                throw new WireException("'begin' must list maps, each with a 'row' of this connection");
            Begin(session, (int)row, EpisodeKeyForm.Read(begun));
        }

        foreach (int row in rows.Where(row => !_begun[row]))
            Begin(session, row, _first with { Attempt = _first.Attempt + row });
    }

    private void Begin(IPolicySession session, int row, in EpisodeKey key)
    {
        session.Begin(row, key);
        _begun[row] = true;
    }

    private void Observe(IPolicySession session, WireMap message, int[] rows)
    {
        int size = _spec.ObservationSize;
        float[] values = new float[rows.Length * size];
        if (message.Array(ServerPolicy.StateKey) is { } whole)
            Copy(whole, ServerPolicy.StateKey, values);
        else if (rows.Length == 1)
            CopyFields(message, values);
        else
            throw new WireException($"'{ServerPolicy.StateKey}' is missing");
        for (int i = 0; i < rows.Length; i++)
            values.AsSpan(i * size, size).CopyTo(session.Observation(rows[i]));
    }

    private void CopyFields(WireMap message, float[] values)
    {
        int at = 0;
        foreach (ObservationField field in _spec.Observations)
        {
            NumpyArray array = message.Array(field.Name) ?? throw new WireException(
                $"'{field.Name}' is missing, and so is '{ServerPolicy.StateKey}'; observations are " +
                string.Join(", ", _spec.Observations.Select(known => $"{known.Name}({known.Size})")));
            Copy(array, field.Name, values.AsSpan(at, field.Size));
            at += field.Size;
        }
    }

    private static void Copy(NumpyArray array, string name, Span<float> values)
    {
        if (array.Count != values.Length)
            throw new WireException($"'{name}' is {array.Description}; it must have {values.Length} numbers");
        array.CopyTo(values);
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                throw new WireException($"'{name}' holds {value}");
        }
    }
}
