using IntervenGen.Core;
using IntervenGen.Learning.Pickles;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Robomimic;
using IntervenGen.Learning.TorchFiles;

namespace IntervenGen.Learning.Tests.Robomimic;

/// <summary>Own policies as checkpoints of robomimic, and back.</summary>
public sealed class RobomimicExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-robomimic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void A_policy_that_was_exported_acts_as_before_bit_for_bit(bool normalise, int layers)
    {
        Checkpoint checkpoint = Own(normalise, layers);
        using var before = new RecurrentPolicy(checkpoint);
        using LoadedPolicy after = PolicyFormats.Open(Export(checkpoint), Spec);
        float[] expected = Actions(before), actions = Actions(after.Policy);
        Assert.True(expected.Distinct().Count() > 1000);
        Assert.Equal(expected, actions);
        Assert.Equal("toy", after.Facts.Task);
        Assert.Equal(after.Facts, PolicyFormats.Inspect(Export(checkpoint)));
    }

    [Fact]
    public void What_was_learned_from_survives_the_export()
    {
        Checkpoint checkpoint = Own(true, 1, new TrainingFacts { Observability = "Partial" });
        PolicyFacts facts = PolicyFormats.Inspect(Export(checkpoint));
        Assert.True(facts.LearnedFromInterventions);
        Assert.Equal("Partial", facts.Observability);
    }

    [Fact]
    public void The_file_has_every_entry_that_robomimic_asks_for()
    {
        using TorchArchive archive = TorchArchive.Open(Export(Own(true, 2)));
        var root = (PickleMap)archive.Root!;
        Assert.Equal(
            [
                "model", "config", "algo_name", "env_metadata", "shape_metadata", "variable_state", "obs_normalization_stats", "intervengen",
            ],
            root.Named.Select(entry => entry.Key));
        string[] heads = ["mean.weight", "mean.bias", "scale.weight", "scale.bias", "logits.weight", "logits.bias"];
        string[] recurrent = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"];
        Assert.Equal(
            [
                .. heads.Select(head => $"policy.nets.decoder.nets.{head}"),
                .. heads.Select(head => $"policy.nets.rnn.per_step_net.nets.{head}"),
                .. recurrent.Select(part => $"policy.nets.rnn.nets.{part}_l0"), .. recurrent.Select(part => $"policy.nets.rnn.nets.{part}_l1"),
            ],
            ((PickleMap)root["model"]!).Named.Select(entry => entry.Key));
        var shapes = (PickleMap)((PickleMap)root["shape_metadata"]!)["all_shapes"]!;
        Assert.Equal(["object", "phase", "robot"], shapes.Named.Select(entry => entry.Key));
        var statistics = (PickleMap)((PickleMap)root["obs_normalization_stats"]!)["object"]!;
        Assert.Equal(["mean", "std", "offset", "scale"], statistics.Named.Select(entry => entry.Key));
    }

    [Fact]
    public void Storages_begin_at_multiples_of_64_bytes_and_nothing_is_compressed()
    {
        byte[] bytes = File.ReadAllBytes(Export(Own(true, 2)));
        int entries = 0;
        for (int at = 0; bytes.AsSpan(at).StartsWith("PK\x03\x04"u8); entries++)
        {
            int name = BitConverter.ToUInt16(bytes, at + 26), extra = BitConverter.ToUInt16(bytes, at + 28);
            int content = at + 30 + name + extra;
            Assert.Equal(0, content % 64);
            Assert.Equal(0, BitConverter.ToUInt16(bytes, at + 8));
            at = content + BitConverter.ToInt32(bytes, at + 18);
        }

        // Six heads stored once, eight tensors of two layers, pickle, byte order and version.
        Assert.Equal(17, entries);
        Assert.Equal(bytes, RobomimicCheckpointWriter.ToBytes(Own(true, 2), "0.1.0", 400, 0.05));
    }

    // Not sorted by name, so that columns move.
    private static TaskSpec Spec { get; } = Make.Spec(actionSize: 3) with
    {
        Observations = [new ObservationField("robot", 3), new ObservationField("phase", 1), new ObservationField("object", 5)],
    };

    private string Export(Checkpoint checkpoint)
    {
        string path = Path.Combine(_folder, "policy.pth");
        File.WriteAllBytes(path, RobomimicCheckpointWriter.ToBytes(checkpoint, "0.1.0", 400, 0.05));
        return path;
    }

    private static Checkpoint Own(bool normalise, int layers, TrainingFacts? facts = null)
    {
        PolicyConfig config = Make.Config with { Layers = layers, NormaliseObservations = normalise };
        int size = Spec.ObservationSize;
        return new Checkpoint
        {
            Task = Spec.Name,
            Observations = Spec.Observations,
            ActionSize = Spec.ActionSize,
            Config = config,
            Normalization = normalise
                ? new ObservationNormalization(Make.Noise(size, 1), [.. Make.Noise(size, 2).Select(x => 1.5f + x)])
                : ObservationNormalization.None(size),
            Facts = facts ?? new TrainingFacts(),
            Weights = [.. PolicyShapes.Of(config, size, Spec.ActionSize).Select((shape, i) =>
                new CheckpointTensor(shape.Name, shape.Rows, shape.Columns, Make.Noise((int)shape.Count, (uint)i + 10)))],
        };
    }

    private static float[] Actions(IBatchPolicy policy)
    {
        const int rows = 1000, steps = 50;
        using IPolicySession session = policy.CreateSession(rows);
        int[] all = [.. Enumerable.Range(0, rows)];
        foreach (int row in all)
            session.Begin(row, new EpisodeKey(3, SceneSplit.Source, row, false));
        var actions = new List<float>();
        for (uint step = 0; step < steps; step++)
        {
            foreach (int row in all)
                Make.Noise(Spec.ObservationSize, (rows * step) + (uint)row).CopyTo(session.Observation(row));
            session.Infer(all);
            foreach (int row in all)
                actions.AddRange(session.Action(row));
        }

        return [.. actions];
    }
}
