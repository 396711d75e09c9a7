using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Learning;
using IntervenGen.Learning.Triggers;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Reads a trigger's file, with its digest made right if nothing else is wrong, and asks what is accepted for a judgement.</summary>
internal sealed class TriggerTarget(string place) : FuzzTarget
{
    private const int Hidden = 16, States = 7, Ensemble = 2;

    private const string HeaderEntry = "intervengen-trigger", DigestEntry = "digest";

    private static readonly ObservationField[] s_observations = [new("pose", 2), new("width", 1)];

    public override string Name => "trigger";

    public override bool Run(byte[] input)
    {
        string path = Path.Combine(place, "a.trigger");
        File.WriteAllBytes(path, input);
        try
        {
            TriggerModel model = Load(path, input);
            LearnedTrigger trigger = model.Create();
            var observation = new float[model.ObservationSize];
            var action = new float[model.Header.ActionSize];
            for (int step = 0; step < 3; step++)
                trigger.Judge(observation, action);
            trigger.GivesBack(observation, action, action);
            return true;
        }
        finally
        {
            File.Delete(path);
        }
    }

    // One of each kind.
    protected override IEnumerable<byte[]> MakeSeeds() => Enum.GetValues<LearnedTriggerKind>().Select(kind => TriggerFile.ToBytes(Make(kind)));

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random) =>
        SafetensorsMutator.Mutate(seed, Seeds, HeaderEntry, ref random);

    // What was changed on purpose is no damage, which is all that a digest tells.
    private static TriggerModel Load(string path, byte[] input)
    {
        try
        {
            return TriggerModel.Load(path);
        }
        catch (EpisodeFormatException exception) when (RightDigest(exception.Message) is { } digest)
        {
            JsonObject root = JsonNode.Parse(SafetensorsMutator.HeaderOf(input))!.AsObject();
            root["__metadata__"]![DigestEntry] = digest;
            File.WriteAllBytes(path, SafetensorsMutator.WithHeader(input, root));
            TriggerModel model = TriggerModel.Load(path);
            return model.Digest == digest ? model : throw new DefectException($"a trigger has the digests {digest} and {model.Digest}");
        }
    }

    private static string? RightDigest(string message)
    {
        const string before = "the trigger has digest ";
        int at = message.IndexOf(before, StringComparison.Ordinal);
        return at < 0 ? null : message.Substring(at + before.Length, 32);
    }

    private static TriggerModel Make(LearnedTriggerKind kind)
    {
        int features = TriggerHistory.Size(s_observations.Sum(field => field.Size));
        var random = new CounterRandom(11, 0, (uint)kind);
        var states = new float[States * features];
        foreach (ref float value in states.AsSpan())
            value = (float)random.NextDouble(-1, 1);
        var parts = new List<TriggerPart>();
        foreach (string name in TriggerFile.ScoresOf(kind))
            parts.Add(new TriggerPart(Score(name, features, states, ref random), 0.5));
        var mean = new float[features];
        var scale = new float[features];
        Array.Fill(scale, 1);
        var header = new TriggerHeader
        {
            Kind = kind,
            Task = "seeds",
            Observations = s_observations,
            ActionSize = 2,
            Window = TriggerHistory.Window,
            Hidden = Hidden,
            Count = kind == LearnedTriggerKind.Distance ? States : Ensemble,
            Thresholds = new SortedDictionary<string, double>(parts.ToDictionary(part => part.Score.Name, part => part.Threshold)),
            HandBack = kind == LearnedTriggerKind.Thrifty ? new TriggerHandBack(0.1, 0.2) : null,
            Data = ["rollouts"],
        };
        return new TriggerModel(header, new TriggerInputs(new ObservationNormalization(mean, scale)), parts);
    }

    private static TriggerScore Score(string name, int features, float[] states, ref CounterRandom random)
    {
        Perceptron first = Network(features + 2, 1, ref random), second = Network(features + 2, 1, ref random);
        return name switch
        {
            FailureScore.FileName => new FailureScore(first),
            RiskScore.FileName => new RiskScore(first, second),
            NoveltyScore.FileName => new NoveltyScore([Network(features, 2, ref random), Network(features, 2, ref random)]),
            _ => new DistanceScore(states, features),
        };
    }

    private static Perceptron Network(int inputs, int outputs, ref CounterRandom random)
    {
        var network = new Perceptron(inputs, Hidden, outputs);
        network.Draw(ref random);
        return network;
    }
}
