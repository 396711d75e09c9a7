using IntervenGen.Episodes;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Episodes.Robomimic;

namespace IntervenGen.Cli.Tests;

/// <summary>What is said of episodes that do not happen again, or cannot.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class ReplayRuleTests(TinyDemo demo)
{
    [Fact]
    public void A_replay_with_another_MuJoCo_says_both_and_that_it_was_not_to_be_exact()
    {
        Outcome outcome = Igen.Run("replay", Changed("other MuJoCo.igen", OtherMuJoCo), "--json").Expect(1);
        string line = $"made with MuJoCo 9.9.9, here {Workspace.Versions.MuJoCo}: not expected to be exact";
        Assert.Single(outcome.Errors, error => error.Contains(line, StringComparison.Ordinal));
        Assert.False((bool)outcome.Json["same_physics"]!);
    }

    [Fact]
    public void An_export_with_another_MuJoCo_says_that_it_computes_the_last_observation()
    {
        string data = Changed("exported elsewhere.igen", OtherMuJoCo), file = demo["elsewhere.hdf5"];
        Outcome outcome = Igen.Run("dataset", "export", data, "--out", file, "--json").Expect(0);
        string line = $"made with MuJoCo 9.9.9, here {Workspace.Versions.MuJoCo}: the last next_obs of every demonstration";
        Assert.Single(outcome.Errors, error => error.Contains(line, StringComparison.Ordinal));
        Assert.StartsWith(line, (string)outcome.Json["note"]!, StringComparison.Ordinal);
        using Hdf5Reader exported = Hdf5Reader.Open(file);
        Assert.Equal($"MuJoCo {Workspace.Versions.MuJoCo}", exported.Root.OpenGroup("intervengen").TryReadText("last_next_obs_by"));
    }

    [Fact]
    public void An_export_with_the_same_MuJoCo_has_nothing_to_say()
    {
        string file = demo["same physics.hdf5"];
        Outcome outcome = Igen.Run("dataset", "export", Changed("exported here.igen", manifest => manifest), "--out", file, "--json").Expect(0);
        Assert.Null(outcome.Json["note"]);
        using Hdf5Reader exported = Hdf5Reader.Open(file);
        Assert.Null(exported.Root.OpenGroup("intervengen").TryReadText("last_next_obs_by"));
    }

    [Fact]
    public void A_replay_that_differs_says_both_versions_in_one_line()
    {
        string data = Changed("other release.igen", manifest => manifest with { Versions = manifest.Versions with { IntervenGen = "9.9.9" } });
        Outcome outcome = Igen.Run("replay", data).Expect(1);
        Assert.Contains(
            outcome.Errors,
            line => line.Contains("recorded with", StringComparison.Ordinal) && line.Contains("IntervenGen 9.9.9", StringComparison.Ordinal)
                && line.Contains("; this is IntervenGen ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replay_that_differs_on_the_recording_machine_blames_the_steps() =>
        Assert.Contains(
            Igen.Run("replay", Changed("same release.igen", manifest => manifest)).Expect(1).Errors,
            line => line.Contains("these steps are not as they were simulated", StringComparison.Ordinal));

    [Fact]
    public void Imported_episodes_are_not_replayed_and_are_drawn_by_their_poses()
    {
        string data = Changed("imported.igen", manifest => manifest with { ModelHash = RobomimicReader.ForeignModel });
        string complaint = Igen.Run("replay", data).Expect(2).Complaint();
        Assert.Contains("its states are of another simulator", complaint, StringComparison.Ordinal);
        Assert.Contains("'igen render' draws its poses", complaint, StringComparison.Ordinal);
        string picture = demo["imported.png"];
        Igen.Run("render", data, "--step", "0", "--width", "64", "--height", "64", "--out", picture).Expect(0);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(picture)[..4]);
    }

    private static StoreManifest OtherMuJoCo(StoreManifest manifest) =>
        manifest with { Versions = manifest.Versions with { MuJoCo = "9.9.9" } };

    // The first demonstration, its fourth action turned round.
    private string Changed(string name, Func<StoreManifest, StoreManifest> change)
    {
        string folder = demo[name];
        using EpisodeStore store = EpisodeStore.Open(demo.Demonstrations);
        using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(folder, change(store.Manifest with { Totals = null }));
        Core.EpisodeBuffer steps = store.Read(0);
        steps.Action(3)[0] = steps.Action(3)[0] > 0 ? -1 : 1;
        writer.Append(store.Summary(0) with { Attempt = 0 }, steps);
        writer.Complete();
        return folder;
    }
}
