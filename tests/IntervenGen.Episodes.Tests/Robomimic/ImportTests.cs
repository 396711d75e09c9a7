using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Interop.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Robomimic;

public sealed class ImportTests : IDisposable
{
    private const int Steps = 20, LongModes = 1 << 20;
    private static readonly StoreVersions s_versions = new("0.1.0", "2.2.2");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_mimicgen_source_becomes_demonstrations_by_a_person()
    {
        DatasetImport result = Import(WriteSource());
        Assert.False(result.IsExact);
        Assert.Equal((2, 2L * Steps), (result.Episodes, result.Steps));
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal(("human", RobomimicReader.ForeignModel, DatasetKind.Demonstrations), (store.Manifest.Operator, store.Manifest.ModelHash, store.Manifest.Kind));
        EpisodeBuffer episode = store.Read(1);
        Assert.Equal(0.25, episode.TruePose(3, 1).Position.X, 12);
        Assert.Equal(3 * 0.01, episode.Eef(3).Position.X, 12);
        Assert.Equal(0.3, episode.Eef(3).Orientation.Log().Z, 12);
        Assert.Equal((StepMode.Human, (byte)0, (byte)1), (episode.Mode(0), episode.Subtask(9), episode.Subtask(10)));
        Assert.Equal(0.02f, episode.Fingers(0)[0]);
    }

    [Fact]
    public void What_has_no_counterpart_is_named()
    {
        DatasetImport result = Import(WriteSource());
        Assert.Contains(result.Unmapped, note => note.StartsWith("states", StringComparison.Ordinal));
        Assert.Contains(result.Unmapped, note => note.StartsWith("object 'round_nut'", StringComparison.Ordinal));
        Assert.Contains(result.Unmapped, note => note.StartsWith("signal 'touch'", StringComparison.Ordinal));
        Assert.Contains(result.Unmapped, note => note.StartsWith("observation 'object' has 14 numbers there, here 7; left at zero", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Unmapped, note => note.StartsWith("observation 'robot0_gripper_qpos'", StringComparison.Ordinal));
        // What MimicGen writes into generated files, robomimic's own extras, pictures, subsets.
        foreach (string name in (string[])["'actions_abs'", "'src_demo_inds'", "observation 'agentview_image'", "mask 'train'"])
            Assert.Single(result.Unmapped, note => note.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public void Siriuss_action_modes_make_interventions_of_which_the_mistake_is_known()
    {
        DatasetImport result = Import(WriteSource(fault: "action modes"));
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal(DatasetKind.Interventions, store.Manifest.Kind);
        Assert.Equal((EpisodeKind.Intervention, 8), (store.Summary(0).Kind, store.Summary(0).MistakeSteps));
        Assert.Equal((StepMode.Policy, StepMode.Human), (store.Read(1).Mode(7), store.Read(1).Mode(8)));
        Assert.Equal(2, result.Episodes);
    }

    [Fact]
    public void Steps_before_a_signal_can_be_left_out()
    {
        DatasetImport result = Import(WriteSource(), options => options with { StartAfter = "touch" });
        Assert.Equal(2L * (Steps - 5), result.Steps);
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal(5 * 0.01, store.Read(0).Eef(0).Position.X, 12);
    }

    [Fact]
    public void An_unknown_object_is_refused_with_the_names_there_are_and_can_be_told()
    {
        string file = WriteSource(peg: "square_peg");
        string message = Assert.Throws<UsageException>(() => Import(file)).Message;
        Assert.Contains("'peg'", message, StringComparison.Ordinal);
        Assert.Contains("square_peg", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out.igen"]));
        Assert.Equal(2, Import(file, options => options with { Objects = new Dictionary<string, string> { ["peg"] = "square_peg" } }).Episodes);
    }

    [Theory]
    [InlineData("no datagen_info", "prepare_src_dataset")]
    [InlineData("four actions", "takes 7 numbers")]
    [InlineData("scaled matrix", "no rigid transform")]
    [InlineData("no signal", "subtask 'grasp'")]
    [InlineData("short object poses", "has shape [5, 4, 4], expected [20, 4, 4]")]
    [InlineData("nan action", "step 3 holds NaN")]
    public void A_file_of_another_shape_is_refused_and_leaves_no_store(string fault, string expected)
    {
        string file = WriteSource(fault: fault);
        string message = Assert.ThrowsAny<IntervenGenException>(() => Import(file)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("file.hdf5", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out.igen"]));
    }

    [Fact]
    public void An_array_of_another_shape_is_refused_before_it_is_read()
    {
        string file = WriteSource(fault: "long action modes");
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<EpisodeFormatException>(() => Import(file)).Message;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains($"action_modes: has shape [{LongModes}], expected [20]", message, StringComparison.Ordinal);
        Assert.InRange(allocated, 1, sizeof(long) * LongModes / 2);
    }

    [Fact]
    public void A_file_that_is_not_hdf5_or_is_cut_off_is_refused_with_the_reason()
    {
        File.WriteAllText(_folder["text.hdf5"], "this is no dataset");
        Assert.Contains("HDF5", Assert.Throws<EpisodeFormatException>(() => Import(_folder["text.hdf5"])).Message, StringComparison.Ordinal);
        string file = WriteSource();
        File.WriteAllBytes(_folder["cut.hdf5"], File.ReadAllBytes(file).AsSpan(0, 20_000));
        Assert.Contains("cut short", Assert.Throws<EpisodeFormatException>(() => Import(_folder["cut.hdf5"])).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Matrices_and_poses_are_each_others_inverse()
    {
        var random = new CounterRandom(1, 2, 3);
        Span<double> matrix = stackalloc double[16];
        for (int i = 0; i < 200; i++)
        {
            var pose = new Pose(
                new Vec3(random.NextDouble(-1, 1), 2, 3), Quat.Exp(new Vec3(random.NextDouble(-2, 2), random.NextDouble(-2, 2), random.NextDouble(-2, 2))));
            RobomimicConventions.WriteMatrix(pose, matrix);
            Assert.True(RobomimicConventions.TryReadMatrix(matrix, out Pose back));
            Assert.True((back.Position - pose.Position).Length < 1e-15 && Quat.AngleBetween(back.Orientation, pose.Orientation) < 1e-7);
        }
    }

    private DatasetImport Import(string file, Func<DatasetImportOptions, DatasetImportOptions>? change = null)
    {
        var options = new DatasetImportOptions();
        return RobomimicReader.Import(file, TwoSubtaskRun.Spec, _folder["out.igen"], s_versions, change?.Invoke(options) ?? options);
    }

    // As MimicGen's prepare_src_dataset.py leaves it: an unknown object, an unknown signal, another observation.
    private string WriteSource(string peg = "peg", string fault = "")
    {
        string path = _folder["file.hdf5"];
        using Hdf5File file = Hdf5File.Create(path);
        WriteSource(file, peg, fault);
        file.Complete();
        return path;
    }

    private static void WriteSource(Hdf5File file, string peg, string fault)
    {
        using Hdf5Group data = file.Root.CreateGroup("data");
        data.SetAttribute("total", 2 * Steps);
        data.SetAttribute("env_args", "{}");
        using (Hdf5Group mask = file.Root.CreateGroup("mask"))
            mask.WriteStrings("train", ["demo_0"]);
        for (int i = 0; i < 2; i++)
        {
            using Hdf5Group demo = data.CreateGroup($"demo_{i}");
            demo.SetAttribute("num_samples", Steps);
            int width = fault == "four actions" ? 4 : 7;
            double[] actions = new double[Steps * width];
            actions[(3 * width) + 1] = fault == "nan action" ? double.NaN : 0.5;
            if (fault == "absolute actions")
                actions[0] = -2.5;
            if (fault == "action modes")
                demo.WriteArray<long>("action_modes", [.. Enumerable.Range(0, Steps).Select(t => t < 8 ? 0L : 1)], Steps);
            if (fault == "long action modes")
                demo.WriteArray<long>("action_modes", new long[LongModes], LongModes);
            demo.WriteArray<double>("actions", actions, Steps, width);
            demo.WriteArray<double>("actions_abs", actions, Steps, width);
            demo.WriteArray<double>("rewards", new double[Steps], Steps);
            demo.WriteArray<long>("src_demo_inds", [0], 1);
            demo.WriteArray<double>("states", new double[Steps * 45], Steps, 45);
            using (Hdf5Group obs = demo.CreateGroup("obs"))
            {
                obs.WriteArray<byte>("agentview_image", new byte[Steps * 4 * 4 * 3], Steps, 48);
                obs.WriteArray<double>("object", new double[Steps * 14], Steps, 14);
                obs.WriteArray<double>("robot0_gripper_qpos", [.. Enumerable.Repeat(0.02, Steps * 2)], Steps, 2);
            }

            if (fault == "no datagen_info")
                continue;
            using Hdf5Group info = demo.CreateGroup("datagen_info"), poses = info.CreateGroup("object_poses"), signals = info.CreateGroup("subtask_term_signals");
            double scale = fault == "scaled matrix" ? 1.1 : 1;
            Matrices(info, "eef_pose", Steps, t => new Pose(new Vec3(0.01 * t, 0, 1), Quat.FromAxisAngle(Vec3.UnitZ, 0.1 * t)), scale);
            Matrices(info, "target_pose", Steps, _ => Pose.Identity);
            info.WriteArray<double>("gripper_action", new double[Steps], Steps, 1);
            Matrices(poses, "nut", fault == "short object poses" ? 5 : Steps, _ => Pose.Identity);
            Matrices(poses, peg, Steps, _ => new Pose(new Vec3(0.25, 0, 0), Quat.Identity));
            Matrices(poses, "round_nut", Steps, _ => Pose.Identity);
            Signal(signals, "touch", 5);
            if (fault != "no signal")
                Signal(signals, "grasp", 10);
        }
    }

    private static void Matrices(Hdf5Group group, string name, int steps, Func<int, Pose> pose, double scale = 1)
    {
        double[] values = new double[16 * steps];
        for (int t = 0; t < steps; t++)
        {
            RobomimicConventions.WriteMatrix(pose(t), values.AsSpan(16 * t));
            values[16 * t] *= scale;
        }

        group.WriteArray<double>(name, values, steps, 4, 4);
    }

    private static void Signal(Hdf5Group group, string name, int from) =>
        group.WriteArray<long>(name, [.. Enumerable.Range(0, Steps).Select(t => t >= from ? 1L : 0)], Steps);
}
