using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes.LeRobot;
using IntervenGen.Episodes.Tests.Robomimic;

namespace IntervenGen.Episodes.Tests.LeRobot;

public sealed class LeRobotImportTests : IDisposable
{
    private static readonly StoreVersions s_versions = new("0.1.0", "2.2.2");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LeRobotVersion.V30, 0)]
    [InlineData(LeRobotVersion.V30, 0.3)]
    [InlineData(LeRobotVersion.V21, 0)]
    public void An_export_imported_again_has_the_same_digest_and_bytes(LeRobotVersion version, double validFraction)
    {
        Export(new LeRobotExportOptions { Version = version, ValidFraction = validFraction });
        DatasetImport result = Import();
        Assert.True(result.IsExact);
        Assert.Empty(result.Unmapped);
        TemporaryFolder.AssertSameFiles(_folder["run.igen"], _folder["back.igen"]);
    }

    [Fact]
    public void Recoveries_come_back_as_episodes_of_their_own()
    {
        Export(new LeRobotExportOptions { Filter = ExportFilter.Recovery });
        DatasetImport result = Import();
        Assert.False(result.IsExact);
        Assert.Contains("filtered", Assert.Single(result.Unmapped), StringComparison.Ordinal);
        using var store = EpisodeStore.Open(_folder["back.igen"]);
        Assert.Equal((16, 8L * 16), (store.Count, store.StepCount));
        using var source = EpisodeStore.Open(_folder["run.igen"]);
        int stride = source.Layout.Stride;
        Assert.True(source.Read(0).Bytes[(20 * stride)..(30 * stride)].SequenceEqual(store.Read(0).Bytes));
    }

    [Fact]
    public void A_dataset_of_somebody_elses_becomes_sources_and_says_what_was_left()
    {
        AsForeign();
        DatasetImport result = Import();
        Assert.False(result.IsExact);
        Assert.Equal((8, 8L * TwoSubtaskRun.Steps), (result.Episodes, result.Steps));
        Assert.Contains(result.Unmapped, note => note.Contains("feature 'igen.simulator_state'", StringComparison.Ordinal));
        Assert.Contains(result.Unmapped, note => note.Contains("computed anew", StringComparison.Ordinal));
        using EpisodeStore back = EpisodeStore.Open(_folder["back.igen"]), source = EpisodeStore.Open(_folder["run.igen"]);
        EpisodeBuffer expected = source.Read(3), found = back.Read(3);
        for (int t = 0; t < TwoSubtaskRun.Steps; t++)
        {
            Assert.Equal(expected.Eef(t).Position, found.Eef(t).Position);
            Assert.True((expected.TruePose(t, 1).Position - found.TruePose(t, 1).Position).Length < 1e-12);
            Assert.Equal(expected.Observation(t).ToArray(), found.Observation(t).ToArray());
            Assert.Equal(expected.Subtask(t), found.Subtask(t));
        }
    }

    [Fact]
    public void A_dataset_without_the_hands_pose_is_refused_with_the_way_out()
    {
        AsForeign();
        Rename("igen.eef_pose", "igen.eef_posx");
        string message = Assert.Throws<UsageException>(() => Import()).Message;
        Assert.Contains("no feature holds the hand's pose", message, StringComparison.Ordinal);
        Assert.Contains("--rename FEATURE=eef_pose", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["back.igen"]));
    }

    [Fact]
    public void A_gripper_of_which_nothing_tells_what_closes_is_refused()
    {
        AsForeign(withFingers: false);
        Assert.Contains("gripper column", Assert.Throws<UsageException>(() => Import()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_that_contradict_each_other_are_refused()
    {
        AsForeign();
        JsonObject info = JsonNode.Parse(File.ReadAllText(_folder["run/meta/info.json"]))!.AsObject();
        info["total_frames"] = 17;
        File.WriteAllText(_folder["run/meta/info.json"], info.ToJsonString());
        Assert.Contains("17", Assert.Throws<EpisodeFormatException>(() => Import()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v2.0")]
    [InlineData("v4.0")]
    public void Another_version_is_refused_by_name(string version)
    {
        Export(new LeRobotExportOptions());
        string path = _folder["run/meta/info.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("v3.0", version, StringComparison.Ordinal));
        Assert.Contains(version, Assert.Throws<UsageException>(() => Import()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_export_is_not_taken_for_the_original()
    {
        Export(new LeRobotExportOptions());
        byte[] bytes = File.ReadAllBytes(_folder["run/data/chunk-000/file-000.parquet"]);
        bool refused = false;
        for (int at = 100; at < bytes.Length; at += bytes.Length / 37)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 0x10;
            File.WriteAllBytes(_folder["run/data/chunk-000/file-000.parquet"], changed);
            try
            {
                Import();
                // Statistics of columns, and paths in the footer, decide nothing.
                Directory.Delete(_folder["back.igen"], recursive: true);
            }
            catch (EpisodeFormatException)
            {
                refused = true;
            }

            Assert.False(Directory.Exists(_folder["back.igen"]));
        }

        Assert.True(refused);
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        Export(new LeRobotExportOptions());
        File.Delete(_folder["run/data/chunk-000/file-000.parquet"]);
        Assert.Contains("file-000.parquet", Assert.Throws<EpisodeFormatException>(() => Import()).Message, StringComparison.Ordinal);
    }

    // An export without our own files is a dataset like any other.
    private void AsForeign(bool withFingers = true)
    {
        TwoSubtaskRun.Write(_folder["run.igen"], EpisodeKind.Demonstration, grips: true);
        Export(new LeRobotExportOptions());
        Directory.Delete(_folder["run/meta/igen"], recursive: true);
        if (!withFingers)
            Rename("robot0_gripper_qpos_0", "width");
    }

    private void Rename(string name, string other)
    {
        string path = _folder["run/meta/info.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"{name}\"", $"\"{other}\"", StringComparison.Ordinal));
    }

    private void Export(LeRobotExportOptions options)
    {
        if (!Directory.Exists(_folder["run.igen"]))
            TwoSubtaskRun.Write(_folder["run.igen"]);
        using var store = EpisodeStore.Open(_folder["run.igen"]);
        LeRobotWriter.Write(store, _folder["run"], options);
    }

    private DatasetImport Import() => LeRobotReader.Import(_folder["run"], TwoSubtaskRun.Spec, _folder["back.igen"], s_versions);
}
