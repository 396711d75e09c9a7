using IntervenGen.Core;
using IntervenGen.Learning.Wire;

namespace IntervenGen.Learning.Servers;

/// <summary>A session with a connection for each row: a server that has a state keeps one for each.</summary>
/// <remarks>
/// The rows' servers are asked at the same time. Of a chunk of actions the first few are executed, then the server is asked again. A new
/// episode begins with a new connection where the server does not take episode keys. Unlike other sessions it allocates: messages are
/// made and sent.
/// </remarks>
internal sealed class LaneServerSession : IPolicySession
{
    private readonly ServerPolicy _policy;
    private readonly TaskSpec _spec;
    private readonly Lane[] _lanes;
    private readonly List<Task> _asked = [];

    public LaneServerSession(ServerPolicy policy, TaskSpec spec, int rows)
    {
        _policy = policy;
        _spec = spec;
        _lanes = [.. Enumerable.Range(0, rows).Select(_ => new Lane(spec))];
    }

    /// <inheritdoc/>
    public int Rows => _lanes.Length;

    /// <inheritdoc/>
    public Span<float> Observation(int row) => _lanes[row].Observation;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Action(int row) => _lanes[row].Action;

    /// <inheritdoc/>
    public void Begin(int row, in EpisodeKey key)
    {
        Lane lane = _lanes[row];
        lane.Key = key;
        lane.Begins = true;
        lane.Chunk = [];
    }

    /// <inheritdoc/>
    /// <exception cref="PolicyServerException">A server does not answer, or with what cannot be used.</exception>
    public void Infer(ReadOnlySpan<int> rows)
    {
        _asked.Clear();
        foreach (int row in rows)
        {
            if (_lanes[row].Next >= _lanes[row].Chunk.Length)
                _asked.Add(Ask(_lanes[row]));
        }

        // The worker's thread has nothing else to do: its lanes wait for their actions.
        Task.WhenAll(_asked).GetAwaiter().GetResult();
        foreach (int row in rows)
            _lanes[row].TakeAction();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lane lane in _lanes)
            lane.Connection?.Dispose();
    }

    private async Task Ask(Lane lane)
    {
        bool takesKeys = _policy.Metadata.TakesKeys;
        if (lane.Begins && !takesKeys && lane.Connection is { } old)
        {
            old.Dispose();
            lane.Connection = null;
        }

        lane.Connection ??= await _policy.Connect().ConfigureAwait(false);
        Write(lane, lane.Begins && takesKeys);
        lane.Begins = false;
        WireMap answer = await lane.Connection.Ask(lane.Writer.Message).ConfigureAwait(false);
        float[] actions = _policy.ActionsOf(answer, rows: null);
        int execute = _policy.Address.Execute ?? _policy.Metadata.Execute ?? int.MaxValue;
        lane.Chunk = actions[..(int)Math.Min(actions.Length, (long)execute * _spec.ActionSize)];
        lane.Next = 0;
    }

    private void Write(Lane lane, bool begins)
    {
        WireWriter writer = lane.Writer.Clear().Map(_spec.Observations.Count + (begins ? 3 : 2));
        int at = 0;
        foreach (ObservationField field in _spec.Observations)
        {
            writer.Text(field.Name).Array<float>(lane.Observation.AsSpan(at, field.Size), field.Size);
            at += field.Size;
        }

        writer.Text(ServerPolicy.StateKey).Array<float>(lane.Observation, lane.Observation.Length).Text("prompt").Text(_spec.Summary);
        if (begins)
            EpisodeKeyForm.Write(writer.Text(ServerMetadata.OwnKey).Map(EpisodeKeyForm.Count), lane.Key);
    }

    private sealed class Lane(TaskSpec spec)
    {
        public readonly float[] Observation = new float[spec.ObservationSize];
        public readonly float[] Action = new float[spec.ActionSize];
        public readonly WireWriter Writer = new();
        public EpisodeKey Key;
        public bool Begins;
        public ServerConnection? Connection;
        public float[] Chunk = [];
        public int Next;

        public void TakeAction()
        {
            Chunk.AsSpan(Next, Action.Length).CopyTo(Action);
            Next += Action.Length;
        }
    }
}
