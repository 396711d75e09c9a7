using IntervenGen.Core;
using IntervenGen.Learning.Wire;
using IntervenGen.Web.Wire;

namespace IntervenGen.Web.Lanes;

/// <summary>One client's use of the lanes, on their workers.</summary>
/// <remarks>
/// A trial is the attempt of the same index of <c>igen evaluate</c>: scene and belief are the same to the bit, and so is every step under
/// the same actions.
/// </remarks>
/// <param name="workspace">The task and its lanes.</param>
/// <param name="lanes">Number of lanes that are served.</param>
/// <param name="keys">Seed, split and corruption of all trials.</param>
/// <param name="released">Called when the client is gone.</param>
internal sealed class EnvironmentSession(Workspace workspace, int lanes, EpisodeKey keys, Action released) : IWireSession
{
    private readonly long[] _trials = NoTrials(lanes);
    private readonly int[] _steps = new int[lanes];
    private long _next;

    /// <inheritdoc/>
    public void Answer(WireMap message, WireWriter answer)
    {
        int[] asked = Lanes(message);
        if (message.Flag("reset"))
            Reset(asked, message.Array("trials"));
        else if (message.Array("actions") is { } actions)
            Step(asked, Singles(actions, "actions", asked.Length, workspace.Spec.ActionSize));
        else if (message.Array("restore") is { } states)
            Restore(asked, states);
        else if (!message.Flag("observe"))
            throw new WireException("a message asks for nothing: 'reset', 'actions', 'restore' or 'observe'");
        Report(asked, message.Flag("state"), answer);
    }

    /// <inheritdoc/>
    public void Dispose() => released();

    private static long[] NoTrials(int lanes)
    {
        long[] trials = new long[lanes];
        Array.Fill(trials, -1);
        return trials;
    }

    private int[] Lanes(WireMap message)
    {
        if (message.Array("lanes") is not { } listed)
            return [.. Enumerable.Range(0, lanes)];
        long[] asked = listed.ToIntegers();
        if (asked.Length == 0 || asked.Any(lane => lane < 0 || lane >= lanes) || asked.Distinct().Count() != asked.Length)
            throw new WireException($"'lanes' must be different numbers from 0 to {lanes - 1}");
        return [.. asked.Select(lane => (int)lane)];
    }

    private void Reset(int[] asked, NumpyArray? trials)
    {
        long[] numbers = trials?.ToIntegers() ?? [.. asked.Select((_, i) => _next + i)];
        if (numbers.Length != asked.Length || numbers.Any(number => number < 0))
            throw new WireException($"'trials' must be {asked.Length} numbers, one for each lane, from 0");
        // Those that are not named go on after the highest of the last ones, whatever came before: the same messages, the same trials.
        _next = numbers.Max() + 1;
        for (int i = 0; i < asked.Length; i++)
        {
            _trials[asked[i]] = numbers[i];
            _steps[asked[i]] = 0;
        }

        OnWorkers(asked, (lane, i) => lane.Reset(keys with { Attempt = numbers[i] }));
    }

    private void Step(int[] asked, float[] actions)
    {
        RequireBegun(asked);
        int size = workspace.Spec.ActionSize;
        OnWorkers(asked, (lane, i) => lane.Step(actions.AsSpan(i * size, size)));
        foreach (int lane in asked)
            _steps[lane]++;
    }

    private void Restore(int[] asked, NumpyArray states)
    {
        RequireBegun(asked);
        int size = workspace.Spec.StateSize;
        if (states.Type != "<f8" || states.Count != asked.Length * size)
            throw new WireException($"'restore' is {states.Description}; it must be <f8 [{asked.Length}, {size}]");
        double[] values = new double[states.Count];
        states.CopyTo(values);
        if (!values.All(double.IsFinite))
            throw new WireException("'restore' holds what is no number");
        OnWorkers(asked, (lane, i) => lane.RestoreState(values.AsSpan(i * size, size)));
    }

    private void Report(int[] asked, bool withState, WireWriter answer)
    {
        RequireBegun(asked);
        TaskSpec spec = workspace.Spec;
        float[] observations = new float[asked.Length * spec.ObservationSize], rewards = new float[asked.Length];
        double[] states = new double[withState ? asked.Length * spec.StateSize : 0];
        bool[] succeeded = new bool[asked.Length], ended = new bool[asked.Length], revealed = new bool[asked.Length];
        OnWorkers(asked, (lane, i) =>
        {
            lane.Observe(observations.AsSpan(i * spec.ObservationSize, spec.ObservationSize));
            // As an evaluation decides it before each step.
            succeeded[i] = !lane.HasDiverged && lane.IsSuccess;
            ended[i] = succeeded[i] || lane.HasDiverged || !lane.IsRecoverable;
            revealed[i] = lane.IsRevealed;
            rewards[i] = succeeded[i] ? 1 : 0;
            if (withState)
                lane.SaveState(states.AsSpan(i * spec.StateSize, spec.StateSize));
        });
        bool[] truncated = [.. asked.Select((lane, i) => !ended[i] && _steps[lane] >= spec.Horizon)];
        answer.Map(withState ? 9 : 8)
            .Text("observation").Array<float>(observations, asked.Length, spec.ObservationSize)
            .Text("reward").Array<float>(rewards, asked.Length)
            .Text("terminated").Array<bool>(ended, asked.Length)
            .Text("truncated").Array<bool>(truncated, asked.Length)
            .Text("success").Array<bool>(succeeded, asked.Length)
            .Text("revealed").Array<bool>(revealed, asked.Length)
            .Text("steps").Array<int>([.. asked.Select(lane => _steps[lane])], asked.Length)
            .Text("trial").Array<long>([.. asked.Select(lane => _trials[lane])], asked.Length);
        if (withState)
            answer.Text("state").Array<double>(states, asked.Length, spec.StateSize);
    }

    private void RequireBegun(int[] asked)
    {
        foreach (int lane in asked)
        {
            if (_trials[lane] < 0)
                throw new WireException($"lane {lane} was never reset");
        }
    }

    // Lanes are numbered through the workers.
    private void OnWorkers(int[] asked, Action<IEnvironment, int> work)
    {
        int[] places = new int[workspace.Batch.LaneCount];
        Array.Fill(places, -1);
        for (int i = 0; i < asked.Length; i++)
            places[asked[i]] = i;
        int[] first = new int[workspace.Batch.WorkerCount + 1];
        for (int worker = 0; worker < workspace.Batch.WorkerCount; worker++)
            first[worker + 1] = first[worker] + workspace.Batch.LanesOf(worker);
        workspace.Batch.Dispatch((worker, own) =>
        {
            for (int lane = 0; lane < own.Count; lane++)
            {
                if (places[first[worker] + lane] is >= 0 and var place)
                    work(own[lane], place);
            }
        });
    }

    private static float[] Singles(NumpyArray array, string name, int rows, int columns)
    {
        if (!array.IsReal || array.Count != rows * columns)
            throw new WireException($"'{name}' is {array.Description}; it must be <f4 [{rows}, {columns}]");
        float[] values = new float[array.Count];
        array.CopyTo(values);
        return values.All(float.IsFinite) ? values : throw new WireException($"'{name}' holds what is no number");
    }
}
