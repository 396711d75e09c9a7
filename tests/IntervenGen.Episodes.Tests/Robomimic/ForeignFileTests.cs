using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Episodes.Robomimic;

namespace IntervenGen.Episodes.Tests.Robomimic;

public sealed class ForeignFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_ordinary_file_is_taken_as_it_is_and_can_be_learned_from()
    {
        DatasetImport result = Import(new ForeignFile());
        Assert.DoesNotContain(result.Unmapped, note => note.Contains("do not train", StringComparison.Ordinal));
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal(2, store.KeptCount);
        Assert.Equal(0.4f, store.Read(0).Action(3)[0], 6);
        Assert.Null(store.Manifest.Config[RobomimicReader.NotForTrainingKey]);
    }

    [Fact]
    public void Targets_that_are_the_measured_poses_over_again_are_taken_from_the_actions()
    {
        DatasetImport usual = Import(new ForeignFile());
        using EpisodeStore expected = EpisodeStore.Open(_folder["out.igen"]);
        Directory.Move(_folder["out.igen"], _folder["usual.igen"]);
        DatasetImport result = Import(new ForeignFile { TargetsAreMeasured = true });
        Assert.Contains("target_pose: is eef_pose over again; the targets are taken from the actions", result.Unmapped);
        Assert.DoesNotContain(usual.Unmapped, note => note.StartsWith("target_pose", StringComparison.Ordinal));
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        for (int step = 0; step < 40; step++)
        {
            Numerics.Pose there = expected.Read(0).Target(step), here = store.Read(0).Target(step);
            Assert.True((there.Position - here.Position).Length < 1e-9);
            Assert.True(Numerics.Quat.AngleBetween(there.Orientation, here.Orientation) < 1e-7);
        }
    }

    [Fact]
    public void Demonstrations_can_be_chosen_by_name()
    {
        DatasetImport result = ImportChosen("demo_1");
        Assert.Equal(1, result.Episodes);
        Assert.DoesNotContain(result.Unmapped, note => note.Contains("total says", StringComparison.Ordinal));
    }

    [Fact]
    public void A_demonstration_that_is_not_there_is_answered_with_the_nearest() => Assert.Contains(
        "no demonstration 'demo_11' among those chosen; the nearest is 'demo_1' of 2",
        Assert.Throws<UsageException>(() => ImportChosen("demo_11")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_with_several_faults_names_each_and_leaves_no_store()
    {
        var file = new ForeignFile { NotNumbers = [("actions", 3), ("peg", 7), ("object", 11), ("eef_pose", 2)] };
        string message = Assert.Throws<EpisodeFormatException>(() => Import(file)).Message;
        foreach (string demo in (string[])["demo_0", "demo_1"])
        {
            Assert.Contains($"{demo}/actions: step 3 holds NaN", message, StringComparison.Ordinal);
            Assert.Contains($"{demo}/datagen_info/object_poses/peg: step 7 holds NaN", message, StringComparison.Ordinal);
            Assert.Contains($"{demo}/datagen_info/eef_pose: step 2 holds NaN", message, StringComparison.Ordinal);
        }

        Assert.StartsWith("6 faults: (1) ", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out.igen"]));
    }

    [Fact]
    public void A_file_of_very_many_faults_is_refused_at_the_twentieth_which_is_said()
    {
        var hostile = new ForeignFile { Demonstrations = 12, NotNumbers = [("actions", 3), ("object", 11), ("eef_pose", 2)] };
        string message = Assert.Throws<EpisodeFormatException>(() => Import(hostile)).Message;
        Assert.StartsWith("at least 20 faults: (1) ", message, StringComparison.Ordinal);
        Assert.Contains("; (20) ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("(21)", message, StringComparison.Ordinal);
        Assert.Equal(1, message.Split("faults: ").Length - 1);
    }

    [Fact]
    public void Observations_are_looked_at_in_every_demonstration_before_the_file_is_refused()
    {
        string message = Assert.Throws<EpisodeFormatException>(() => Import(new ForeignFile { NotANumber = ("object", 11) })).Message;
        Assert.Contains("demo_0/obs/object: step 11 holds NaN", message, StringComparison.Ordinal);
        Assert.Contains("demo_1/obs/object: step 11 holds NaN", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hand_that_jumps_is_named_with_its_steps() => Assert.Contains(
        "/data/demo_0: the hand jumps by 2.01 m from step 29 to step 30", Import(new ForeignFile { Jump = 30 }).Unmapped);

    [Fact]
    public void A_signal_that_is_neither_0_nor_1_is_named_with_its_step() => Assert.Contains(
        Import(new ForeignFile { SignalValue = 2 }).Unmapped,
        note => note.StartsWith("signal 'grasp': is 2 in step 15 of /data/demo_0", StringComparison.Ordinal));

    [Theory]
    [InlineData(10, 80)]
    [InlineData(60, 13)]
    [InlineData(100, 8)]
    public void A_motion_of_another_rate_takes_as_long_and_goes_as_far(int rate, int steps)
    {
        DatasetImport result = Import(new ForeignFile { EnvironmentArguments = $$$"""{"env_kwargs": {"control_freq": {{{rate}}}}}""" });
        Assert.Contains(result.Unmapped, note => note.StartsWith($"rate: {rate} steps a second there, 20 here", StringComparison.Ordinal));
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        EpisodeBuffer episode = store.Read(0);
        Assert.Equal(steps, episode.Count);
        // The hand moves by 1 cm a step of the file: where it is after the same time, and where it is to be at the end.
        Assert.Equal(0.01 * 5 * rate / 20.0, episode.Eef(5).Position.X, 9);
        Assert.Equal((0.01 * ((steps * rate / 20.0) - 1)) + 0.02, episode.Target(steps - 1).Position.X, 9);
        Assert.NotNull(store.Manifest.Config[RobomimicReader.NotForTrainingKey]);
    }

    [Theory]
    [InlineData("""{"env_kwargs": {"controller_configs": {"type": "JOINT_VELOCITY"}}}""", "recorded with the controller JOINT_VELOCITY")]
    [InlineData("""{"env_kwargs": {"controller_configs": {"body_parts": {"right": {"type": "OSC_POSE"}, "left": {"type": "OSC_POSE"}}}}}""", "2 parts are controlled")]
    [InlineData("""{"env_kwargs": {"controller_configs": [{}, {}]}}""", "2 robots are controlled")]
    [InlineData("""{"env_kwargs": """, "not JSON")]
    [InlineData("""{"env_kwargs": {"control_freq": "fast"}}""", "control_freq is \"fast\"")]
    public void A_controller_that_cannot_be_replayed_is_refused_by_name(string arguments, string reason) =>
        Assert.Contains(reason, Assert.Throws<UsageException>(() => Import(new ForeignFile { EnvironmentArguments = arguments })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"env_kwargs": {"controller_configs": {"type": "OSC_POSE", "control_delta": false}}}""", "absolute targets there")]
    [InlineData("""{"env_kwargs": {"controller_configs": {"body_parts": {"right": {"type": "OSC_POSE", "input_type": "absolute"}}}}}""", "absolute targets there")]
    [InlineData("""{"env_kwargs": {"controller_configs": {"body_parts": {"arms": {"right": {"type": "OSC_POSE", "input_ref_frame": "eef"}}}}}}""", "in the frame 'eef' there")]
    [InlineData("""{"env_kwargs": {"controller_configs": {"type": "OSC_POSE", "output_max": [0.1, 0.1, 0.1, 1, 1, 1]}}}""", "of another scale")]
    [InlineData("""{"env_kwargs": {"controller_configs": {"type": "OSC_POSE", "input_max": 0.5, "input_min": -0.5}}}""", "of another scale (input_max)")]
    [InlineData("""{"env_kwargs": {"controller_configs": {"type": "OSC_POSE", "output_min": -0.1}}}""", "of another scale (output_min)")]
    public void Actions_of_another_meaning_are_computed_anew_from_the_targets(string arguments, string note)
    {
        DatasetImport result = Import(new ForeignFile { EnvironmentArguments = arguments, ActionScale = 7 });
        Assert.Contains(result.Unmapped, text => text.Contains(note, StringComparison.Ordinal));
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal(0.4f, store.Read(1).Action(3)[0], 6);
        Assert.Equal(0.04f, store.Read(1).Action(3)[5], 6);
    }

    [Theory]
    [InlineData(0.05, "look unscaled (metres?)")]
    [InlineData(3, "dimension 0 is beyond ±1 in 100 % of the steps")]
    public void Actions_of_another_unit_are_noticed_and_computed_anew(double scale, string note)
    {
        DatasetImport result = Import(new ForeignFile { ActionScale = scale });
        Assert.Contains(result.Unmapped, text => text.Contains(note, StringComparison.Ordinal));
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal(0.4f, store.Read(0).Action(3)[0], 6);
        Assert.NotNull(store.Manifest.Config[RobomimicReader.NotForTrainingKey]);
    }

    [Fact]
    public void A_gripper_of_zero_and_one_is_told_by_the_fingers() => AssertGripper(t => t < 20 ? 0 : 1, "0 opens and 1 closes there");

    [Fact]
    public void A_gripper_the_other_way_round_is_told_by_the_fingers() => AssertGripper(t => t < 20 ? 1 : -1, "+1 opens there");

    [Fact]
    public void A_gripper_of_zero_and_one_without_moving_fingers_is_refused() => Assert.Contains(
        "no finger positions", Assert.Throws<UsageException>(() => Import(new ForeignFile { Gripper = t => t < 20 ? 0 : 1, Fingers = _ => 0.04 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_gripper_column_that_is_a_width_is_refused() => Assert.Contains(
        "looks like a width in metres", Assert.Throws<UsageException>(() => Import(new ForeignFile { Gripper = t => t < 20 ? 0.08 : 0.03 })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("actions", "/data/demo_0/actions: step 12 holds NaN")]
    [InlineData("object", "/data/demo_0/obs/object: step 12 holds NaN")]
    [InlineData("target_pose", "/data/demo_0/datagen_info/target_pose: step 12 holds NaN")]
    [InlineData("nut", "/data/demo_0/datagen_info/object_poses/nut: step 12 holds NaN")]
    public void A_number_that_is_none_is_refused_where_it_stands(string place, string named) => Assert.Contains(
        named, Assert.Throws<EpisodeFormatException>(() => Import(new ForeignFile { NotANumber = (place, 12) })).Message, StringComparison.Ordinal);

    [Fact]
    public void Object_poses_in_millimetres_are_refused() => Assert.Contains(
        "are these millimetres?", Assert.Throws<UsageException>(() => Import(new ForeignFile { PoseScale = 1.0000001 })).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_one_row_more_than_actions_the_first_ones_count() => Assert.Equal(80, Import(new ForeignFile { PoseRows = 41 }).Steps);

    [Fact]
    public void One_row_less_than_actions_is_refused_with_both_numbers() => Assert.Contains(
        "has shape [39, 4, 4], expected [40, 4, 4]", Assert.Throws<EpisodeFormatException>(() => Import(new ForeignFile { PoseRows = 39 })).Message, StringComparison.Ordinal);

    [Fact]
    public void Signals_in_a_column_of_their_own_are_read()
    {
        Import(new ForeignFile { SignalsInColumns = true });
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal((0, 1), (store.Read(0).Subtask(14), store.Read(0).Subtask(15)));
    }

    [Fact]
    public void A_demonstration_whose_signal_never_comes_is_left_out_by_name()
    {
        DatasetImport result = Import(new ForeignFile { SilentSignals = ["demo_1/grasp"] });
        Assert.Equal(1, result.Episodes);
        Assert.Contains("/data/demo_1: left out, its signal 'grasp' never comes", result.Unmapped);
    }

    [Fact]
    public void What_its_file_calls_failed_is_no_kept_success()
    {
        Import(new ForeignFile { Failed = ["demo_1"] });
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal((AttemptReason.Kept, AttemptReason.DemonstrationFailed), (store.Summary(0).Reason, store.Summary(1).Reason));
    }

    [Fact]
    public void A_demonstration_without_reward_among_others_with_one_failed()
    {
        Import(new ForeignFile { Reward = (demo, t) => demo == 0 && t >= 35 ? 1 : 0 });
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal(1, store.KeptCount);
    }

    [Fact]
    public void Rewards_come_back_out_as_they_went_in()
    {
        Import(new ForeignFile { Reward = (_, t) => t >= 35 ? 1 : 0 });
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        RobomimicWriter.Write(store, _folder["again.hdf5"], new RobomimicExportOptions());
        using Hdf5Reader file = Hdf5Reader.Open(_folder["again.hdf5"]);
        Hdf5ReaderGroup demo = file.Root.OpenGroup("data/demo_0");
        Assert.Equal(Enumerable.Range(0, 40).Select(t => t >= 35 ? 1.0 : 0), demo.ReadArray<double>("rewards", out _));
        Assert.Equal(1, demo.OpenGroup("datagen_info").OpenGroup("subtask_term_signals").ReadArray<long>("insert", out _)[^1]);
    }

    [Fact]
    public void A_mask_chooses_what_is_imported()
    {
        var file = new ForeignFile { Failed = ["demo_1"] };
        Assert.Equal(1, Import(file, options => options with { FilterKey = "first" }).Episodes);
        Directory.Delete(_folder["out.igen"], recursive: true);
        string message = Assert.Throws<UsageException>(() => Import(file, options => options with { FilterKey = "last" })).Message;
        Assert.Contains("has no mask 'last'; it has failed, first", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_observation_of_another_name_can_be_told()
    {
        var file = new ForeignFile { ObjectObservation = "object-state" };
        Assert.Contains(Import(file).Unmapped, note => note.Contains("'object' is not in the file", StringComparison.Ordinal));
        Directory.Delete(_folder["out.igen"], recursive: true);
        Import(file, options => options with { Observations = new Dictionary<string, string> { ["object"] = "object-state" } });
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal(0.1f, store.Read(0).Observation(0)[0]);
        Assert.Null(store.Manifest.Config[RobomimicReader.NotForTrainingKey]);
    }

    [Fact]
    public void A_group_that_is_no_demonstration_is_named()
    {
        DatasetImport result = Import(new ForeignFile { OtherGroups = ["episode_5", "demo_99999999999"] });
        Assert.Contains("'episode_5': is no demo_0, demo_1, … and is left out", result.Unmapped);
        Assert.Contains("'demo_99999999999': is no demo_0, demo_1, … and is left out", result.Unmapped);
    }

    [Fact]
    public void A_wrong_count_of_steps_is_named() => Assert.Contains(
        "total: says 87 steps, and there are 80", Import(new ForeignFile { Total = 87 }).Unmapped);

    [Fact]
    public void Two_demonstrations_of_one_number_are_refused() => Assert.Contains(
        "have one number", Assert.Throws<UsageException>(() => Import(new ForeignFile { OtherGroups = ["demo_007", "demo_7"] })).Message, StringComparison.Ordinal);

    private void AssertGripper(Func<int, double> gripper, string note)
    {
        DatasetImport result = Import(new ForeignFile { Gripper = gripper });
        Assert.Contains(result.Unmapped, text => text.Contains(note, StringComparison.Ordinal));
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal((-1f, 1f), (store.Read(0).Action(0)[6], store.Read(0).Action(39)[6]));
    }

    private DatasetImport Import(ForeignFile file, Func<DatasetImportOptions, DatasetImportOptions>? change = null)
    {
        File.Delete(_folder["file.hdf5"]);
        var options = new DatasetImportOptions();
        return RobomimicReader.Import(
            file.Write(_folder["file.hdf5"]), TwoSubtaskRun.Spec, _folder["out.igen"], new StoreVersions("1", "1"), change?.Invoke(options) ?? options);
    }

    private DatasetImport ImportChosen(string name) => RobomimicReader.Import(
        new ForeignFile().Write(_folder["in.hdf5"]), TwoSubtaskRun.Spec, _folder["out.igen"], new StoreVersions("0.1.0", "2.2.2"),
        new DatasetImportOptions { Demonstrations = [name] });
}
