using IntervenGen.Core;
using IntervenGen.Episodes.LeRobot;
using IntervenGen.Episodes.Tests.Robomimic;

namespace IntervenGen.Episodes.Tests.LeRobot;

public sealed class LeRobotExportTests : IDisposable
{
    private const int Episodes = 8, Steps = TwoSubtaskRun.Steps;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_export_of_version_3_is_what_LeRobot_loads()
    {
        LeRobotExport result = Export(new LeRobotExportOptions { Instruction = "put the nut onto the peg" });
        LeRobotCheck check = await LeRobotCheck.V30(_folder["run"]);
        Assert.Equal(Enumerable.Repeat(Steps, Episodes), check.Lengths);
        Assert.Equal((Episodes, Episodes, (long)Episodes * Steps), (result.Episodes, result.SourceEpisodes, result.Steps));
        Assert.Equal(result.Bytes, new DirectoryInfo(_folder["run"]).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
    }

    [Fact]
    public async Task An_export_of_version_2_1_is_what_earlier_releases_load()
    {
        Export(new LeRobotExportOptions { Version = LeRobotVersion.V21 });
        LeRobotCheck check = await LeRobotCheck.V21(_folder["run"]);
        Assert.Equal(Enumerable.Repeat(Steps, Episodes), check.Lengths);
    }

    [Fact]
    public async Task Observations_are_parted_into_what_the_robot_feels_and_where_objects_are()
    {
        Export(new LeRobotExportOptions());
        LeRobotCheck check = await LeRobotCheck.V30(_folder["run"]);
        using var store = EpisodeStore.Open(_folder["run.igen"]);
        EpisodeBuffer last = store.Read(Episodes - 1);
        Assert.Equal(last.Observation(Steps - 1)[..7].ToArray(), check.Get<float>("observation.environment_state")[^7..]);
        Assert.Equal(last.Observation(Steps - 1)[7..].ToArray(), check.Get<float>("observation.state")[^5..]);
        Assert.Equal(last.Action(Steps - 1).ToArray(), check.Get<float>("action")[^7..]);
    }

    [Fact]
    public async Task Every_step_says_whether_somebody_intervened_and_what_came_of_it()
    {
        Export(new LeRobotExportOptions());
        LeRobotCheck check = await LeRobotCheck.V30(_folder["run"]);
        bool[] expected = [.. Enumerable.Range(0, Steps).Select(t => t is (>= 20 and < 30) or >= 34)];
        Assert.Equal(expected, check.Get<bool>("intervention")[..Steps]);
        Assert.Equal(1, check.Get<float>("next.reward")[Steps - 1]);
        Assert.Equal(Episodes, check.Get<float>("next.reward").Sum());
        Assert.Equal(Episodes, check.Get<bool>("next.success").Count(succeeds => succeeds));
    }

    [Theory]
    [InlineData(LeRobotVersion.V30)]
    [InlineData(LeRobotVersion.V21)]
    public async Task Each_recovery_becomes_an_episode_of_its_own_that_begins_at_zero(LeRobotVersion version)
    {
        Export(new LeRobotExportOptions { Filter = ExportFilter.Recovery, Version = version });
        LeRobotCheck check = await (version == LeRobotVersion.V30 ? LeRobotCheck.V30(_folder["run"]) : LeRobotCheck.V21(_folder["run"]));
        Assert.Equal(Enumerable.Repeat<int[]>([10, 6], Episodes).SelectMany(lengths => lengths), check.Lengths);
        Assert.DoesNotContain(false, check.Get<bool>("intervention"));
    }

    [Fact]
    public async Task What_validates_comes_last_and_is_a_split_of_its_own()
    {
        Export(new LeRobotExportOptions { ValidFraction = 0.3 });
        LeRobotCheck check = await LeRobotCheck.V30(_folder["run"]);
        string[] train = check.Info.GetProperty("splits").GetProperty("train").GetString()!.Split(':');
        string[] valid = check.Info.GetProperty("splits").GetProperty("val").GetString()!.Split(':');
        Assert.Equal((train[1], $"{Episodes}"), (valid[0], valid[1]));
        Assert.NotEqual(train[1], valid[1]);
    }

    [Fact]
    public void The_same_export_has_the_same_bytes()
    {
        Export(new LeRobotExportOptions());
        TwoSubtaskRun.Write(_folder["again.igen"]);
        using (var store = EpisodeStore.Open(_folder["again.igen"]))
            LeRobotWriter.Write(store, _folder["again"], new LeRobotExportOptions());
        string[] files = [.. Directory.EnumerateFiles(_folder["run"], "*", SearchOption.AllDirectories)];
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_folder["again"], Path.GetRelativePath(_folder["run"], file)))));
    }

    [Fact]
    public void Only_a_dataset_of_LeRobot_is_replaced_and_only_when_asked_for()
    {
        Export(new LeRobotExportOptions());
        Assert.Contains("--overwrite", Assert.Throws<UsageException>(() => Export(new LeRobotExportOptions())).Message, StringComparison.Ordinal);
        Export(new LeRobotExportOptions { Overwrite = true });
        File.Delete(_folder["run/meta/info.json"]);
        Assert.Contains(
            "something else", Assert.Throws<UsageException>(() => Export(new LeRobotExportOptions { Overwrite = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_export_left_is_taken_away_by_the_next()
    {
        Directory.CreateDirectory(_folder["run.unfinished/data/chunk-000"]);
        File.WriteAllText(_folder["run.unfinished/data/chunk-000/file-000.parquet"], "half");
        Export(new LeRobotExportOptions());
        Assert.Equal(["run", "run.igen"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_rate_that_is_no_whole_number_is_refused()
    {
        var spec = TwoSubtaskRun.Spec with { ControlPeriod = 0.03 };
        using (var writer = EpisodeStoreWriter.Create(
            _folder["run.igen"], StoreManifest.For(spec, 1, DatasetKind.Interventions, "", [], new StoreVersions("0", "0"))))
            writer.Complete();
        using var store = EpisodeStore.Open(_folder["run.igen"]);
        Assert.Contains(
            "33.333", Assert.Throws<UsageException>(() => LeRobotWriter.Write(store, _folder["run"], new LeRobotExportOptions())).Message, StringComparison.Ordinal);
    }

    private LeRobotExport Export(LeRobotExportOptions options)
    {
        if (!Directory.Exists(_folder["run.igen"]))
            TwoSubtaskRun.Write(_folder["run.igen"]);
        using var store = EpisodeStore.Open(_folder["run.igen"]);
        return LeRobotWriter.Write(store, _folder["run"], options);
    }
}
