using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning;

namespace IntervenGen.Cli.Tests;

[Collection(TinyDemoTests.Name)]
public sealed class DamagedDataTests(TinyDemo demo)
{
    [Fact]
    public void A_flipped_bit_in_a_shard_is_found_with_file_and_offset()
    {
        string dataset = demo.Copy(demo.BaseData, "flipped.igen"), shard = Path.Combine(dataset, "shard-00000.bin");
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(shard, bytes);
        Outcome verified = Igen.Run("dataset", "verify", dataset, "--json").Expect(1);
        string complaint = verified.Complaint();
        Assert.Contains("shard-00000.bin", complaint, StringComparison.Ordinal);
        Assert.Matches("offset [0-9]+", complaint);
        Assert.False((bool)verified.Json["good"]!);
        Assert.Equal(1, (int)verified.Json["bad_blocks"]!);
        string[] sources = ["generate", "demos", "--source", dataset, "--out", demo["from flipped.igen"], "--episodes", "1", "--any-kind"];
        Assert.Contains("shard-00000.bin", Igen.Run(sources).Expect(1).Complaint(), StringComparison.Ordinal);
        Assert.Contains("shard-00000.bin", Igen.Run("train", "--data", dataset, "--out", demo["from flipped.ckpt"]).Expect(1).Complaint(), StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(shard));
        Assert.False(Path.Exists(demo["from flipped.igen"]) || Path.Exists(demo["from flipped.ckpt"]));
    }

    [Fact]
    public void A_truncated_shard_is_found_with_its_name()
    {
        string dataset = demo.Copy(demo.BaseData, "cut.igen"), shard = Path.Combine(dataset, "shard-00000.bin");
        using (FileStream file = File.OpenWrite(shard))
            file.SetLength(file.Length - 1000);
        foreach (string verb in (string[])["info", "verify", "digest"])
            Assert.Contains("shard-00000.bin", Igen.Run("dataset", verb, dataset).Expect(1).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_HDF5_file_that_is_cut_off_is_refused()
    {
        string whole = Exported("to be cut.hdf5"), cut = demo["cut.hdf5"];
        byte[] bytes = File.ReadAllBytes(whole);
        File.WriteAllBytes(cut, bytes[..(bytes.Length / 2)]);
        AssertNotImported(1, "cut.hdf5", cut);
    }

    [Fact]
    public void A_file_that_is_no_HDF5_is_refused()
    {
        string text = demo["text.hdf5"];
        File.WriteAllText(text, "no dataset");
        AssertNotImported(1, "text.hdf5", text);
    }

    [Fact]
    public void An_HDF5_file_of_another_task_is_refused() =>
        AssertNotImported(2, "not of 'coffee'", Exported("other task.hdf5"), "--task", "coffee");

    [Fact]
    public void An_exported_file_is_imported_to_the_same_dataset()
    {
        JsonObject back = Igen.Run("dataset", "import", Exported("whole.hdf5"), "--out", demo["back.igen"], "--json").Expect(0).Json;
        Assert.Equal(
            (string)Igen.Run("dataset", "digest", demo.Demonstrations, "--json").Expect(0).Json["digest"]!, (string)back["digest"]!);
    }

    [Fact]
    public void An_unknown_manifest_key_is_named_with_the_nearest_known_one()
    {
        string dataset = demo.Copy(demo.BaseData, "key.igen"), manifest = Path.Combine(dataset, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"horizon\"", "\"horizn\"", StringComparison.Ordinal));
        string complaint = Igen.Run("dataset", "info", dataset).Expect(1).Complaint();
        Assert.Contains("'horizn'", complaint, StringComparison.Ordinal);
        Assert.Contains("'horizon'", complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("flipped")]
    public void A_damaged_checkpoint_is_refused(string damage)
    {
        string path = demo[damage + ".ckpt"];
        byte[] bytes = File.ReadAllBytes(demo.BasePolicy);
        bytes[^50] ^= 1;
        File.WriteAllBytes(path, damage == "cut" ? bytes[..^100] : bytes);
        Assert.Contains($"checkpoint '{path}', offset ", Igen.Run("evaluate", "--policy", path).Expect(1).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_for_another_task_or_observation_is_refused()
    {
        Checkpoint good = Checkpoint.Load(demo.BasePolicy);
        string task = demo["task.ckpt"], shape = demo["shape.ckpt"];
        Changed(good, "coffee", good.Observations).Save(task);
        Changed(good, good.Task, [new ObservationField("camera", good.ObservationSize)]).Save(shape);
        Assert.Contains("for task 'coffee'", Igen.Run("evaluate", "--task", "nut-insertion", "--policy", task).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains("camera", Igen.Run("evaluate", "--policy", shape).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains("camera", Igen.Run("collect", "interventions", "--policy", shape, "--out", demo["never.igen"]).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.False(Path.Exists(demo["never.igen"]));
    }

    [Fact]
    public void A_dataset_made_with_other_settings_is_kept_and_the_difference_named()
    {
        string dataset = demo.Copy(demo.BaseData, "settings.igen"), shard = Path.Combine(dataset, "shard-00000.bin");
        byte[] before = File.ReadAllBytes(shard);
        string[] command = ["generate", "demos", "--source", demo.Demonstrations, "--out", dataset];
        Assert.Contains("'seed' is 1 there and 2 here", Igen.Run([.. command, "--episodes", "12", "--seed", "2"]).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains("12 episodes, and 11 are asked for", Igen.Run([.. command, "--episodes", "11"]).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains("was made by another run", Igen.Run("collect", "demos", "--episodes", "12", "--out", dataset).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(shard));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("-1")]
    public void An_episode_that_is_not_there_is_refused_with_those_that_are(string episode)
    {
        string reason = $"has episodes 0 to 11; there is no episode {episode}";
        Assert.Contains(reason, Igen.Run("replay", demo.Generated, "--episode", episode).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains(reason, Igen.Run("render", demo.Generated, "--episode", episode, "--out", demo["none.mp4"]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_cannot_be_drawn_is_refused_and_an_earlier_film_kept()
    {
        string film = demo["kept.mp4"];
        File.WriteAllText(film, "an earlier film");
        foreach (string width in (string[])["0", "-2", "63", "100000"])
            Igen.Run("render", demo.Demonstrations, "--width", width, "--out", film).Expect(2).Complaint();
        Assert.Equal("an earlier film", File.ReadAllText(film));
    }

    [Fact]
    public void A_dataset_without_episodes_is_a_plain_answer_everywhere()
    {
        string dataset = demo["nothing.igen"];
        Igen.Run("generate", "demos", "--source", demo.Demonstrations, "--action-noise", "1", "--episodes", "1", "--attempts", "2", "--out", dataset).Expect(1);
        Assert.Equal(0, (int)Igen.Run("dataset", "info", dataset, "--json").Expect(0).Json["episodes"]!);
        Igen.Run("dataset", "verify", dataset).Expect(0);
        Igen.Run("dataset", "digest", dataset).Expect(0);
        Igen.Run("replay", dataset).Expect(0);
        Assert.Contains("no episode", Igen.Run("render", dataset, "--out", demo["nothing.mp4"]).Expect(2).Complaint(), StringComparison.Ordinal);
        Igen.Run("generate", "demos", "--source", dataset, "--out", demo["more.igen"]).Expect(2).Complaint();
        Igen.Run("train", "--data", dataset, "--out", demo["nothing.ckpt"]).Expect(2).Complaint();
    }

    private static Checkpoint Changed(Checkpoint from, string task, IReadOnlyList<ObservationField> observations) => new()
    {
        Task = task,
        Observations = observations,
        ActionSize = from.ActionSize,
        Config = from.Config,
        Normalization = from.Normalization,
        Facts = from.Facts,
        Weights = from.Weights,
    };

    private string Exported(string name)
    {
        Igen.Run("dataset", "export", demo.Demonstrations, "--out", demo[name]).Expect(0);
        return demo[name];
    }

    private void AssertNotImported(int exitCode, string complaint, params string[] file)
    {
        string target = demo[$"from {Path.GetFileName(file[0])}.igen"];
        Assert.Contains(
            complaint, Igen.Run(["dataset", "import", .. file, "--out", target]).Expect(exitCode).Complaint(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(target));
    }
}
