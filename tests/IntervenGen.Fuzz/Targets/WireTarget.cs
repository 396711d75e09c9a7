using IntervenGen.Core;
using IntervenGen.Learning.Servers;
using IntervenGen.Learning.Wire;
using IntervenGen.Web.Policies;

namespace IntervenGen.Fuzz.Targets;

/// <summary>One message of a policy server or of its client: as a description, as an answer, and as an observation.</summary>
internal sealed class WireTarget : FuzzTarget
{
    private static readonly ServerAddress s_address = ServerAddress.Parse("ws://127.0.0.1");

    private readonly WireWriter _writer = new(), _answer = new();
    private readonly NoPolicy _policy = new(SeedRun.Spec);

    public override string Name => "wire";

    public override bool Run(byte[] input)
    {
        WireMap message = WireReader.Read(input);
        int taken = 0;
        taken += Takes(() => new ServerMetadata(message).EnsureFor(SeedRun.Spec, s_address));
        taken += Takes(() =>
        {
            using var policy = new ServerPolicy(s_address, new ServerMetadata(WireMap.Empty), SeedRun.Spec);
            foreach (float action in policy.ActionsOf(message, rows: null))
            {
                if (!(action is >= -1 and <= 1))
                    throw new DefectException($"an action of {action} was taken; it must be between -1 and 1");
            }
        });
        var budget = new RowBudget();
        using (var session = new PolicyWireSession(_policy, SeedRun.Spec, 0, budget))
            taken += Takes(() => session.Answer(message, _answer.Clear()));
        return taken > 0;
    }

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        TaskSpec spec = SeedRun.Spec;
        float[] observation = new float[2 * spec.ObservationSize], actions = new float[3 * spec.ActionSize];
        yield return Message(writer => writer.Map(2).Text("actions").Array<float>(actions, 3, spec.ActionSize)
            .Text("server_timing").Map(1).Text("infer_ms").Real(0.5));
        yield return Message(writer => EpisodeKeyForm.Write(
            writer.Map(2).Text("observation/state").Array<float>(observation.AsSpan(0, spec.ObservationSize), spec.ObservationSize)
                .Text("igen").Map(EpisodeKeyForm.Count), new EpisodeKey(ulong.MaxValue, SceneSplit.Evaluation, 7, true)));
        yield return Message(writer => EpisodeKeyForm.Write(
            writer.Map(2).Text("observation/state").Array<float>(observation, 2, spec.ObservationSize)
                .Text("igen").Map(3).Text("of").Integer(5).Text("rows").Array<int>([4, 1], 2)
                .Text("begin").List(1).Map(EpisodeKeyForm.Count + 1).Text("row").Integer(4), default));
        yield return Message(writer => writer.Map(1).Text("igen").Map(5).Text("keys").Flag(true).Text("rows").Integer(16)
            .Text("execute").Integer(-5).Text("observations").List(1).List(2).Text("object").Integer(3).Text("action_size").Integer(7));
    }

    private byte[] Message(Action<WireWriter> write)
    {
        write(_writer.Clear());
        return _writer.Message.ToArray();
    }

    // One use of a message may be refused and another not.
    private static int Takes(Action use)
    {
        try
        {
            use();
            return 1;
        }
        catch (IntervenGenException)
        {
            return 0;
        }
    }

    private sealed class NoPolicy(TaskSpec spec) : IBatchPolicy
    {
        public int ObservationSize => spec.ObservationSize;

        public int ActionSize => spec.ActionSize;

        public IPolicySession CreateSession(int rows) => new NoSession(spec, rows);

        public void Dispose()
        {
        }
    }

    private sealed class NoSession(TaskSpec spec, int rows) : IPolicySession
    {
        private readonly float[] _observations = new float[rows * spec.ObservationSize];
        private readonly float[] _action = new float[spec.ActionSize];

        public int Rows => rows;

        public Span<float> Observation(int row) => _observations.AsSpan(row * spec.ObservationSize, spec.ObservationSize);

        public ReadOnlySpan<float> Action(int row) => _action;

        public void Begin(int row, in EpisodeKey key) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)rows);

        public void Infer(ReadOnlySpan<int> listed)
        {
            foreach (int row in listed)
            {
                foreach (float value in Observation(row))
                {
                    if (!float.IsFinite(value))
                        throw new DefectException($"an observation of {value} was taken");
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
