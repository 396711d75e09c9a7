using IntervenGen.Episodes;

namespace IntervenGen.Web.Tests;

/// <summary>What a person meets while driving: wrong beliefs, and a hand that loses things.</summary>
public sealed class TeleopSceneTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-scene-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Drops_and_the_distance_of_beliefs_are_those_of_the_command_and_recorded()
    {
        string folder = Path.Combine(_folder, "dropping.igen");
        using Igen igen = Igen.Serve(
            "teleop", "--mode", "offline", "--task", "coffee", "--drops", "0.5", "--belief-error", "1.5",
            "--episodes", "1", "--out", folder);
        igen.Url();
        using var store = EpisodeStore.Open(folder);
        Assert.Equal((0.5, 1.5), ((double)store.Manifest.Config["drops"]!, (double)store.Manifest.Config["beliefError"]!));
        igen.Interrupt();
        igen.Wait();
    }
}
