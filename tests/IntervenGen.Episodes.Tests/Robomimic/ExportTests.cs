using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Episodes.Hdf5;

namespace IntervenGen.Episodes.Tests.Robomimic;

public sealed class ExportTests : IDisposable
{
    private const int Demonstrations = 8;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_export_imported_again_has_the_same_digest()
    {
        string digest = Digest(TwoSubtaskRun.Write(_folder["run.igen"]));
        Export(new RobomimicExportOptions { ValidFraction = 0.25 });
        DatasetImport back = RobomimicReader.Import(_folder["run.hdf5"], TwoSubtaskRun.Spec, _folder["back.igen"], new StoreVersions("9", "9"));
        Assert.True(back.IsExact);
        Assert.Equal(digest, back.Digest);
        Assert.Equal(digest, Digest(_folder["back.igen"]));
        TemporaryFolder.AssertSameFiles(_folder["run.igen"], _folder["back.igen"]);
    }

    [Fact]
    public void Every_array_has_robomimics_name_shape_and_type()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        Export(new RobomimicExportOptions { ModelXml = "<mujoco/>", LastObservation = new Ones() });
        using Hdf5Reader file = Hdf5Reader.Open(_folder["run.hdf5"]);
        Hdf5ReaderGroup data = file.Root.OpenGroup("data");
        Assert.Equal(Demonstrations * TwoSubtaskRun.Steps, data.TryReadInteger("total"));
        JsonNode arguments = JsonNode.Parse(data.TryReadText("env_args")!)!;
        Assert.Equal(1, (int)arguments["type"]!);
        Assert.Equal("two-subtasks", (string)arguments["env_name"]!);
        Assert.Equal(20, (double)arguments["env_kwargs"]!["control_freq"]!);
        Hdf5ReaderGroup demo = data.OpenGroup("demo_0");
        Assert.Equal(TwoSubtaskRun.Steps, demo.TryReadInteger("num_samples"));
        Assert.Equal("<mujoco/>", demo.TryReadText("model_file"));
        AssertShapes(demo, ("actions", [40, 7]), ("states", [40, 5]), ("rewards", [40]), ("dones", [40]), ("action_modes", [40]), ("intv_labels", [40]));
        foreach (string group in (string[])["obs", "next_obs"])
        {
            Hdf5ReaderGroup observations = demo.OpenGroup(group);
            AssertShapes(observations, ("object", [40, 7]), ("robot0_eef_pos", [40, 3]), ("robot0_gripper_qpos", [40, 2]));
        }

        Hdf5ReaderGroup info = demo.OpenGroup("datagen_info"), poses = info.OpenGroup("object_poses"), signals = info.OpenGroup("subtask_term_signals");
        AssertShapes(info, ("eef_pose", [40, 4, 4]), ("target_pose", [40, 4, 4]), ("gripper_action", [40, 1]));
        AssertShapes(poses, ("nut", [40, 4, 4]), ("peg", [40, 4, 4]));
        Assert.Equal("intervengen", info.TryReadText("env_interface_type"));
        Assert.Equal(Enumerable.Range(0, 40).Select(t => t < 15 ? 0L : 1), signals.ReadArray<long>("grasp", out _));
        Assert.Equal(Enumerable.Range(0, 40).Select(t => t < 39 ? 0L : 1), signals.ReadArray<long>("insert", out _));
    }

    [Fact]
    public void What_comes_next_is_the_following_observation()
    {
        (double[] now, double[] next) = ExportedObservations();
        Assert.Equal(now[7..], next[..^7]);
    }

    [Fact]
    public void What_comes_after_the_last_step_is_what_the_physics_tells() =>
        Assert.Equal([1, 1, 1, 1, 1, 1, 1], ExportedObservations().Next[^7..]);

    [Fact]
    public void Intervention_labels_follow_Sirius()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        Export(new RobomimicExportOptions());
        using Hdf5Reader file = Hdf5Reader.Open(_folder["run.hdf5"]);
        Hdf5ReaderGroup demo = file.Root.OpenGroup("data/demo_0");
        long Mode(int t) => t is < 20 or (>= 30 and < 34) ? 0 : 1;
        Assert.Equal(Enumerable.Range(0, 40).Select(Mode), demo.ReadArray<long>("action_modes", out _));
        // 15 steps before the first intervention; before the second one only 4 are the policy's.
        Assert.Equal(Enumerable.Range(0, 40).Select(t => t is (>= 5 and < 20) or (>= 30 and < 34) ? -10 : Mode(t)), demo.ReadArray<long>("intv_labels", out _));
    }

    [Fact]
    public void Each_recovery_becomes_a_demonstration_of_its_own()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        RobomimicExport result = Export(new RobomimicExportOptions { Filter = ExportFilter.Recovery });
        Assert.Equal((2 * Demonstrations, Demonstrations, 16L * Demonstrations), (result.Demonstrations, result.Episodes, result.Steps));
        using Hdf5Reader file = Hdf5Reader.Open(_folder["run.hdf5"]);
        Hdf5ReaderGroup first = file.Root.OpenGroup("data/demo_0"), second = file.Root.OpenGroup("data/demo_1");
        Assert.Equal([10, 7], first.ShapeOf("actions"));
        Assert.Equal([6, 7], second.ShapeOf("actions"));
        Assert.All(first.ReadArray<long>("action_modes", out _), mode => Assert.Equal(1, mode));
        DatasetImport part = RobomimicReader.Import(_folder["run.hdf5"], TwoSubtaskRun.Spec, _folder["part.igen"], new StoreVersions("9", "9"));
        Assert.False(part.IsExact);
        Assert.Equal(16L * Demonstrations, part.Steps);
    }

    [Fact]
    public void Train_and_valid_name_every_demonstration_once_and_never_part_an_episode()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        Export(new RobomimicExportOptions { Filter = ExportFilter.Recovery, ValidFraction = 0.4 });
        using Hdf5Reader file = Hdf5Reader.Open(_folder["run.hdf5"]);
        Hdf5ReaderGroup mask = file.Root.OpenGroup("mask");
        IReadOnlyList<string> train = mask.ReadStrings("train"), valid = mask.ReadStrings("valid");
        Assert.NotEmpty(train);
        Assert.NotEmpty(valid);
        Assert.Equal(2 * Demonstrations, train.Union(valid).Count());
        Assert.Empty(train.Intersect(valid));
        foreach (string demo in valid)
        {
            int number = int.Parse(demo[5..], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Contains($"demo_{number ^ 1}", valid);
        }
    }

    [Fact]
    public void What_failed_is_in_a_mask_of_its_own_and_never_among_what_is_trained_on()
    {
        TwoSubtaskRun.Write(_folder["run.igen"], failEvery: 3);
        Export(new RobomimicExportOptions { ValidFraction = 0.3 });
        using Hdf5Reader file = Hdf5Reader.Open(_folder["run.hdf5"]);
        Hdf5ReaderGroup mask = file.Root.OpenGroup("mask");
        IReadOnlyList<string> failed = mask.ReadStrings("failure"), learned = [.. mask.ReadStrings("train"), .. mask.ReadStrings("valid")];
        Assert.NotEmpty(failed);
        Assert.Empty(failed.Intersect(learned));
        Assert.Equal(mask.ReadStrings("success").Order(), learned.Order());
    }

    [Fact]
    public void A_small_share_still_validates_on_one_episode()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        Export(new RobomimicExportOptions { ValidFraction = 0.001 });
        using Hdf5Reader file = Hdf5Reader.Open(_folder["run.hdf5"]);
        Assert.Single(file.Root.OpenGroup("mask").ReadStrings("valid"));
    }

    [Fact]
    public void An_earlier_file_is_replaced_only_when_asked_for()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        File.WriteAllText(_folder["run.hdf5"], "precious");
        Assert.Contains("--overwrite", Assert.Throws<UsageException>(() => Export(new RobomimicExportOptions())).Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(_folder["run.hdf5"]));
        Export(new RobomimicExportOptions { Overwrite = true });
        Hdf5Reader.Open(_folder["run.hdf5"]).Dispose();
        Assert.Equal(["run.hdf5"], Directory.GetFiles(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Two_exports_to_one_file_do_not_destroy_each_other()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        using OutputFile other = OutputFile.Create(_folder["run.hdf5"]);
        Assert.Contains("another process", Assert.Throws<UsageException>(() => Export(new RobomimicExportOptions())).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void H5dump_reads_it_and_prints_the_types_that_h5py_writes()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        Export(new RobomimicExportOptions { ValidFraction = 0.25 });
        string text = H5dump("-A", _folder["run.hdf5"]);
        foreach (string expected in (string[])[
            "GROUP \"demo_7\"", "DATASET \"actions\"", "( 40, 7 )", "H5T_IEEE_F64LE", "H5T_STD_I64LE", "STRSIZE H5T_VARIABLE", "H5T_CSET_UTF8", "STRSIZE 6", "STRPAD H5T_STR_NULLPAD"])
            Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("demo_8", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_in_which_nothing_passes_the_filter_leaves_no_file()
    {
        using (var writer = EpisodeStoreWriter.Create(_folder["run.igen"], StoreManifest.For(TwoSubtaskRun.Spec, 1, DatasetKind.Interventions, "", [], new StoreVersions("0", "0"))))
            writer.Complete();
        Assert.Contains("none passes", Assert.Throws<UsageException>(() => Export(new RobomimicExportOptions())).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Root));
    }

    private static void AssertShapes(Hdf5ReaderGroup group, params (string Name, int[] Shape)[] expected)
    {
        foreach ((string name, int[] shape) in expected)
            Assert.Equal(shape, group.ShapeOf(name));
    }

    private static string Digest(string folder)
    {
        using var store = EpisodeStore.Open(folder);
        return store.ComputeDigest();
    }

    private static string H5dump(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("h5dump", arguments) { RedirectStandardOutput = true })!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return text;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "h5dump (hdf5-tools) is not installed");
            throw;
        }
    }

    private (double[] Now, double[] Next) ExportedObservations()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        Export(new RobomimicExportOptions { LastObservation = new Ones() });
        using Hdf5Reader file = Hdf5Reader.Open(_folder["run.hdf5"]);
        Hdf5ReaderGroup demo = file.Root.OpenGroup("data/demo_3");
        return (
            demo.OpenGroup("obs").ReadArray<double>("object", out _), demo.OpenGroup("next_obs").ReadArray<double>("object", out _));
    }

    private RobomimicExport Export(RobomimicExportOptions options)
    {
        using var store = EpisodeStore.Open(_folder["run.igen"]);
        return RobomimicWriter.Write(store, _folder["run.hdf5"], options);
    }

    private sealed class Ones : ILastObservation
    {
        public void After(EpisodeBuffer episode, int step, Span<float> observation) => observation.Fill(1);
    }
}
