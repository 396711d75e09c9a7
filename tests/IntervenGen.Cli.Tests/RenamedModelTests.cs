using IntervenGen.Tasks.Parts;

namespace IntervenGen.Cli.Tests;

/// <summary>Data made with a model whose elements have other names, from the first command to the last.</summary>
public sealed class RenamedModelTests : IDisposable
{
    private static readonly string[] s_model =
        ["--mjcf", "renamed.xml", "--mjcf-name", "joint1=panda/joint1", "--mjcf-name", "grip_site=pinch", "--mjcf-name", "joint:nut=nut_free"];

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-names-").FullName;

    public RenamedModelTests()
    {
        string own = ModelSource.Read("nut-insertion.xml");
        string renamed = own
            .Replace("\"joint1\"", "\"panda/joint1\"", StringComparison.Ordinal)
            .Replace("\"grip_site\"", "\"pinch\"", StringComparison.Ordinal)
            .Replace("joint name=\"nut\"", "joint name=\"nut_free\"", StringComparison.Ordinal);
        Assert.NotEqual(own, renamed);
        File.WriteAllText(Path.Combine(_folder, "renamed.xml"), renamed);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Episodes_of_a_renamed_model_are_the_tasks_own_to_the_byte()
    {
        Collect("own.igen");
        Collect("renamed.igen", s_model);
        byte[] own = File.ReadAllBytes(Path.Combine(_folder, "own.igen", "shard-00000.bin"));
        Assert.True(own.Length > 50_000);
        Assert.Equal(own, File.ReadAllBytes(Path.Combine(_folder, "renamed.igen", "shard-00000.bin")));
    }

    [Fact]
    public void A_dataset_of_a_renamed_model_replays_and_exports_with_its_names()
    {
        Collect("renamed.igen", s_model);
        Outcome replay = Igen.RunIn(_folder, ["replay", "renamed.igen", "--json", .. s_model]).Expect(0);
        Assert.Equal((2, 2), ((int)replay.Json["episodes"]!, (int)replay.Json["exact"]!));
        Outcome export = Igen.RunIn(_folder, ["dataset", "export", "renamed.igen", "--out", "renamed.hdf5", "--json", .. s_model]).Expect(0);
        Assert.Equal(2, (int)export.Json["demonstrations"]!);
    }

    [Fact]
    public void A_dataset_of_a_renamed_model_is_not_replayed_without_its_names()
    {
        Collect("renamed.igen", s_model);
        Outcome outcome = Igen.RunIn(_folder, "replay", "renamed.igen", "--mjcf", "renamed.xml").Expect(2);
        Assert.EndsWith("renamed.xml: 3 faults", outcome.Complaint(), StringComparison.Ordinal);
        Assert.EndsWith("give --mjcf-name joint1=panda/joint1", outcome.Errors[1], StringComparison.Ordinal);
        Assert.Contains("the --mjcf-name that it had", Igen.RunIn(_folder, "replay", "renamed.igen").Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_drawn_of_a_renamed_model()
    {
        Collect("renamed.igen", s_model);
        Igen.RunIn(
            _folder, ["render", "renamed.igen", "--step", "0", "--width", "64", "--height", "64", "--out", "first.png", .. s_model]).Expect(0);
        Assert.True(File.Exists(Path.Combine(_folder, "first.png")));
    }

    private void Collect(string name, params string[] model) =>
        Igen.RunIn(_folder, ["collect", "demos", "--episodes", "2", "--lanes", "2", "--workers", "1", "--out", name, .. model]).Expect(0);
}
