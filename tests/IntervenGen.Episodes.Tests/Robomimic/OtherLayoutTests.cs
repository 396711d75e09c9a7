using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Interop.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Robomimic;

/// <summary>Files of Isaac Lab and of robosuite's collector, and what robomimic files may lack.</summary>
public sealed class OtherLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_of_Isaac_Lab_becomes_sources_in_the_frame_of_the_grip()
    {
        DatasetImport result = Import(new IsaacLabFile().Write(_folder["file.hdf5"]));
        Assert.Equal((2, 2L * IsaacLabFile.Steps), (result.Episodes, result.Steps));
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        EpisodeBuffer episode = store.Read(0);
        Quat expected = IsaacLabFile.Hand(7).Orientation * GripFrame.FromHand.Conjugate;
        Assert.True((episode.Eef(7).Orientation.Conjugate * expected).Log().Length < 1e-9);
        Assert.Equal(IsaacLabFile.Hand(7).Position, episode.Eef(7).Position);
        Assert.Equal(IsaacLabFile.Hand(8).Position, episode.Target(7).Position);
        Assert.Equal((0, 1), (episode.Subtask(14), episode.Subtask(15)));
        // 0.01 m of the 0.05 that an action of 1 asks for, and the gripper's sign turned.
        Assert.Equal(0.2f, episode.Action(7)[0], 1e-6);
        Assert.Equal((-1, 1), (episode.Action(7)[6], episode.Action(30)[6]));
    }

    [Theory]
    [InlineData("the hand's frame is taken as the Franka hand's")]
    [InlineData("actions are computed anew")]
    [InlineData("'initial_state': of another simulator model")]
    [InlineData("'processed_actions': follows from the actions")]
    [InlineData("do not train on this dataset itself")]
    [InlineData("observation 'eef_pos': the task does not observe it")]
    public void What_is_left_or_changed_of_an_Isaac_Lab_file_is_said(string note) => Assert.Contains(
        Import(new IsaacLabFile().Write(_folder["file.hdf5"])).Unmapped, line => line.Contains(note, StringComparison.Ordinal));

    [Fact]
    public void Of_actions_of_another_width_that_are_computed_anew_only_the_gripper_is_taken()
    {
        DatasetImport result = Import(new IsaacLabFile().Write(_folder["file.hdf5"]), TwoSubtaskRun.Spec with { ActionSize = 4 });
        Assert.Contains(result.Unmapped, note => note.StartsWith("actions: 7 numbers there, 4 here", StringComparison.Ordinal));
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal((0.2f, -1, 1), (store.Read(0).Action(7)[0], store.Read(0).Action(7)[3], store.Read(0).Action(30)[3]));
    }

    [Fact]
    public void Isaac_Labs_rate_follows_from_its_simulation()
    {
        DatasetImport result = Import(new IsaacLabFile
        {
            EnvironmentArguments = """{"env_name": "x", "type": 2, "sim_args": {"dt": 0.005, "decimation": 5}}""",
        }.Write(_folder["file.hdf5"]));
        Assert.Equal(IsaacLabFile.Steps, result.Steps);
        Assert.Contains(result.Unmapped, note => note.StartsWith("rate: 40 steps a second there, 20 here", StringComparison.Ordinal));
    }

    [Fact]
    public void A_demonstration_that_Isaac_Lab_calls_failed_is_no_source()
    {
        Import(new IsaacLabFile { Failed = 1 }.Write(_folder["file.hdf5"]));
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal((2, 1), (store.Count, store.KeptCount));
    }

    [Fact]
    public void Isaac_Lab_files_that_cannot_be_read_right_are_refused_with_the_reason()
    {
        AssertRefused(new IsaacLabFile { Hands = ["left", "right"] }.Write(_folder["hands.hdf5"]), "2 end effectors (left, right)");
        AssertRefused(new IsaacLabFile { IsAnnotated = false }.Write(_folder["plain.hdf5"]), "annotate_demos.py adds it");
        AssertRefused(new IsaacLabFile { HasFingers = false }.Write(_folder["fingers.hdf5"]), "what of the gripper column closes");
    }

    [Fact]
    public void A_raw_recording_of_robosuite_is_refused_with_the_two_tools_that_help()
    {
        using (Hdf5File file = Hdf5File.Create(_folder["raw.hdf5"]))
        {
            using (Hdf5Group data = file.Root.CreateGroup("data"))
            {
                data.SetAttribute("env", "NutAssemblySquare");
                data.SetAttribute("env_info", "{}");
                data.SetAttribute("repository_version", "1.4.1");
                using Hdf5Group demo = data.CreateGroup("demo_1");
                demo.SetAttribute("model_file", "<mujoco/>");
                demo.WriteArray<double>("states", new double[41 * 5], 41, 5);
                demo.WriteArray<double>("actions", new double[40 * 7], 40, 7);
            }

            file.Complete();
        }

        AssertRefused(_folder["raw.hdf5"], "convert_robosuite.py");
    }

    [Fact]
    public void Targets_that_are_not_in_the_file_are_taken_from_the_actions()
    {
        DatasetImport result = Import(new ForeignFile { LacksTargets = true }.Write(_folder["file.hdf5"]));
        Assert.Contains(result.Unmapped, note => note.StartsWith("target_pose: is not in the file", StringComparison.Ordinal));
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal(0.02, (store.Read(0).Target(5).Position - store.Read(0).Eef(5).Position).X, 1e-6);
    }

    [Fact]
    public void Targets_that_do_not_follow_from_the_actions_are_asked_for() => AssertRefused(
        new ForeignFile
        {
            LacksTargets = true,
            EnvironmentArguments = """{"env_kwargs": {"control_freq": 20, "controller_configs": {"type": "OSC_POSE", "control_delta": false}}}""",
        }.Write(_folder["file.hdf5"]), "there is no target_pose");

    [Fact]
    public void A_file_without_observations_or_a_count_of_steps_still_gives_sources()
    {
        DatasetImport result = Import(new ForeignFile { LacksObservations = true, Total = null, LacksTotal = true }.Write(_folder["file.hdf5"]));
        Assert.Equal(2, result.Episodes);
        Assert.Contains(result.Unmapped, note => note.StartsWith("observation 'object' is not in the file", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Unmapped, note => note.StartsWith("total", StringComparison.Ordinal));
    }

    [Fact]
    public void Gaps_in_the_numbers_of_demonstrations_are_no_fault_and_ten_comes_after_nine()
    {
        DatasetImport result = Import(new ForeignFile { Demonstrations = 3, Gap = 9, LacksTotal = true, Reward = (i, t) => i != 1 && t == 39 ? 1 : 0 }
            .Write(_folder["file.hdf5"]));
        Assert.Equal(3, result.Episodes);
        Assert.Contains("'demo_9': failed, as its file says; kept to be looked at, no source", result.Unmapped);
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(i => store.Summary(i).Reason == AttemptReason.Kept));
    }

    private static string Message(Action act) => Assert.ThrowsAny<IntervenGenException>(act).Message;

    private void AssertRefused(string file, string reason)
    {
        Assert.Contains(reason, Message(() => Import(file)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out.igen"]));
    }

    private DatasetImport Import(string file, TaskSpec? spec = null) =>
        RobomimicReader.Import(file, spec ?? TwoSubtaskRun.Spec, _folder["out.igen"], new StoreVersions("0.1.0", "2.2.2"));
}
