using IntervenGen.Core;
using IntervenGen.Learning.Cpu;

namespace IntervenGen.Learning.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-checkpoint-").FullName;

    private string FilePath => Path.Combine(_folder, "policy.ckpt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_checkpoint_says_which_vectors_it_was_trained_with() =>
        Assert.Contains(Make.Checkpoint().Facts.Vectors, (string[])["AVX-512", "AVX2", "SSE"]);

    [Fact]
    public void What_a_training_ran_on_stands_in_its_config_as_before()
    {
        byte[] bytes = Make.Checkpoint(resources: new TrainingResources { Threads = 3 }).ToBytes();
        string header = System.Text.Encoding.UTF8.GetString(bytes, 40, BitConverter.ToInt32(bytes, 12));
        Assert.Contains($"\"seed\":{Make.Config.Seed},\"device\":\"cpu\",\"threads\":3}}", header, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_training_ran_on_comes_back()
    {
        Checkpoint read = Checkpoint.FromBytes(Make.Checkpoint(resources: new TrainingResources { Threads = 3 }).ToBytes(), "memory");
        Assert.Equal(new TrainingResources { Threads = 3 }, read.Resources);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_saved_checkpoint_comes_back_whole(bool resumable)
    {
        Checkpoint saved = Make.Checkpoint(Make.Config with { AverageDecay = 0.9f }, resumable);
        saved.Save(FilePath);
        Checkpoint loaded = Checkpoint.Load(FilePath);
        Assert.Equal(saved.Task, loaded.Task);
        Assert.Equal(saved.Observations, loaded.Observations);
        Assert.Equal(saved.Config, loaded.Config);
        Assert.Equal(saved.Flat(), loaded.Flat());
        Assert.Equal(saved.Normalization.Mean.ToArray(), loaded.Normalization.Mean.ToArray());
        Assert.Equal(saved.Normalization.Scale.ToArray(), loaded.Normalization.Scale.ToArray());
        Assert.Equal(saved.Facts.Groups, loaded.Facts.Groups);
        Assert.Equal("scripted", loaded.Facts.Operator);
        Assert.Equal("made in a test", loaded.Facts.Notes);
        Assert.Contains("IntervenGen", loaded.Facts.Versions, StringComparison.Ordinal);
        Assert.Equal(resumable, loaded.Optimizer is not null);
        Assert.Equal(saved.Optimizer?.Averages, loaded.Optimizer?.Averages);
        Assert.Equal(["policy.ckpt"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Saving_twice_gives_the_same_bytes()
    {
        Checkpoint checkpoint = Make.Checkpoint();
        checkpoint.Save(FilePath);
        byte[] first = File.ReadAllBytes(FilePath);
        Checkpoint.Load(FilePath).Save(FilePath);
        Assert.Equal(first, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        Make.Checkpoint(Make.Config with { Hidden = 3, Layers = 1 }).Save(FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        for (int i = 0; i < bytes.Length; i += i < 64 ? 1 : 37)
        {
            bytes[i] ^= 4;
            File.WriteAllBytes(FilePath, bytes);
            string message = Assert.Throws<EpisodeFormatException>(() => Checkpoint.Load(FilePath)).Message;
            Assert.Contains("policy.ckpt', offset ", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
            bytes[i] ^= 4;
        }
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        Make.Checkpoint(Make.Config with { Hidden = 3, Layers = 1 }).Save(FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        foreach (int length in (int[])[0, 7, 8, 39, 40, 41, bytes.Length / 2, bytes.Length - 1])
        {
            File.WriteAllBytes(FilePath, bytes.AsSpan(0, length));
            Assert.Throws<EpisodeFormatException>(() => Checkpoint.Load(FilePath));
        }
    }

    [Fact]
    public void A_file_of_another_kind_or_version_is_named_as_such()
    {
        File.WriteAllText(FilePath, "this is a text of more than forty bytes, not a policy");
        Assert.Contains("not a checkpoint", Assert.Throws<EpisodeFormatException>(() => Checkpoint.Load(FilePath)).Message, StringComparison.Ordinal);
        Make.Checkpoint().Save(FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        bytes[8] = 99;
        File.WriteAllBytes(FilePath, bytes);
        Assert.Contains("version 99, expected 1", Assert.Throws<EpisodeFormatException>(() => Checkpoint.Load(FilePath)).Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", Assert.Throws<UsageException>(() => Checkpoint.Load("/nowhere.ckpt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_for_another_task_or_shape_is_refused()
    {
        Checkpoint checkpoint = Make.Checkpoint();
        checkpoint.EnsureFor(Make.Spec());
        string task = Assert.Throws<UsageException>(() => checkpoint.EnsureFor(Make.Spec("other"))).Message;
        Assert.Contains("'toy'", task, StringComparison.Ordinal);
        Assert.Contains("'other'", task, StringComparison.Ordinal);
        string observation = Assert.Throws<UsageException>(() => checkpoint.EnsureFor(Make.Spec(observationSize: 6))).Message;
        Assert.Contains("object(3)", observation, StringComparison.Ordinal);
        Assert.Contains("object(5)", observation, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => checkpoint.EnsureFor(Make.Spec(actionSize: 3)));
    }

    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(7, 2, 4, 5, 3)]
    [InlineData(16, 3, 5, 37, 7)]
    public void The_shapes_of_a_config_are_those_of_its_network(int hidden, int layers, int modes, int observations, int actions)
    {
        PolicyConfig config = Make.Config with { Hidden = hidden, Layers = layers, GmmModes = modes };
        using var network = new CpuTrainer(config.ToShape(observations, actions), 1);
        Assert.Equal(
            network.Parameters.Select(parameter => (parameter.Name, parameter.Rows, parameter.Columns)),
            PolicyShapes.Of(config, observations, actions).Select(shape => (shape.Name, shape.Rows, shape.Columns)));
    }

    [Fact]
    public void A_network_of_16_gigabytes_is_refused_before_it_is_made()
    {
        const int numbers = 1 << 20;
        Checkpoint good = Make.Checkpoint();
        var claims = new Checkpoint
        {
            Task = good.Task,
            Observations = [new ObservationField("object", numbers)],
            ActionSize = good.ActionSize,
            Facts = good.Facts,
            Normalization = ObservationNormalization.None(numbers),
            Weights = good.Weights,
            Config = good.Config with { Hidden = 1024 },
        };
        string message = Assert.Throws<UsageException>(() => new RecurrentPolicy(claims)).Message;
        Assert.Contains("where its network has lstm.weight_ih_l0[4096, 1048576]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        Checkpoint good = Make.Checkpoint();
        var bad = new Checkpoint
        {
            Task = good.Task,
            Observations = good.Observations,
            ActionSize = good.ActionSize,
            Facts = good.Facts,
            Normalization = good.Normalization,
            Weights = good.Weights,
            Config = good.Config with { Hidden = 17 },
        };
        Assert.Contains("lstm.weight_ih_l0[64, 4]", Assert.Throws<UsageException>(() => new RecurrentPolicy(bad)).Message, StringComparison.Ordinal);
    }
}
