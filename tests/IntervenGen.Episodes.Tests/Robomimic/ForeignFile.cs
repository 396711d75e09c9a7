using IntervenGen.Episodes.Robomimic;
using IntervenGen.Interop.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Robomimic;

/// <summary>A file of somebody else's: whatever is unusual about it is set here.</summary>
internal sealed record ForeignFile
{
    public int Steps { get; init; } = 40;

    public string? EnvironmentArguments { get; init; } = """{"env_kwargs": {"control_freq": 20}}""";

    /// <summary>Factor between what the targets ask for and what the actions say.</summary>
    public double ActionScale { get; init; } = 1;

    /// <summary>Whether the targets are the measured poses.</summary>
    public bool TargetsAreMeasured { get; init; }

    public double PoseScale { get; init; } = 1;

    public Func<int, double> Gripper { get; init; } = t => t < 20 ? -1 : 1;

    public Func<int, double> Fingers { get; init; } = t => t < 20 ? 0.04 : Math.Max(0.01, 0.04 - (0.005 * (t - 20)));

    public Func<int, int, double>? Reward { get; init; }

    public string[] Failed { get; init; } = [];

    public int PoseRows { get; init; } = 40;

    public string[] SilentSignals { get; init; } = [];

    public bool SignalsInColumns { get; init; }

    /// <summary>What a signal is where it has come.</summary>
    public long SignalValue { get; init; } = 1;

    /// <summary>The step from which on the hand is 2 m further.</summary>
    public int? Jump { get; init; }

    public (string Place, int Step)? NotANumber { get; init; }

    /// <summary>As <see cref="NotANumber"/>, in several places at once.</summary>
    public (string Place, int Step)[] NotNumbers { get; init; } = [];

    public string ObjectObservation { get; init; } = "object";

    /// <summary>Numbers of the object observation; 28 are those of two objects, in this project's order.</summary>
    public int ObjectWidth { get; init; } = 7;

    /// <summary>Added to the positions in an object observation of 28 numbers, metres.</summary>
    public double ObjectOffset { get; init; }

    /// <summary>Whether the second object's poses are not in the file.</summary>
    public bool LacksPeg { get; init; }

    public int? Total { get; init; }

    public bool LacksTotal { get; init; }

    public bool LacksTargets { get; init; }

    public bool LacksObservations { get; init; }

    public string[] OtherGroups { get; init; } = [];

    /// <summary>How many demonstrations there are.</summary>
    public int Demonstrations { get; init; } = 2;

    /// <summary>Factor on the demonstrations' numbers: gaps between them.</summary>
    public int Gap { get; init; } = 1;

    /// <summary>Steps of the second demonstration, where it has others than the first.</summary>
    public int? SecondSteps { get; init; }

    /// <summary>Writes the hand's quaternion from x, y, z, w; null leaves it out.</summary>
    public Func<double, double, double, double, double[]>? Quaternion { get; init; }

    private static readonly Vec3 s_nut = new(0.3, 0, 1), s_peg = new(0.4, 0, 1);

    private Pose Eef(int t) => new(new Vec3((0.01 * t) + (t >= Jump ? 2 : 0), 0, 1) * PoseScale, Quat.FromAxisAngle(Vec3.UnitZ, 0.02 * t));

    private Pose Target(int t) => new(new Vec3((0.01 * t) + 0.02, 0, 1) * PoseScale, Quat.FromAxisAngle(Vec3.UnitZ, 0.02 * (t + 1)));

    public string Write(string path)
    {
        using Hdf5File file = Hdf5File.Create(path);
        WriteGroups(file);
        file.Complete();
        return path;
    }

    private void WriteGroups(Hdf5File file)
    {
        using Hdf5Group data = file.Root.CreateGroup("data");
        if (!LacksTotal)
            data.SetAttribute("total", Total ?? (2 * Steps));
        if (EnvironmentArguments is { } arguments)
            data.SetAttribute("env_args", arguments);
        foreach (string other in OtherGroups)
            data.CreateGroup(other).Dispose();
        for (int i = 0; i < Demonstrations; i++)
        {
            using Hdf5Group demo = data.CreateGroup($"demo_{i * Gap}");
            (i == 1 && SecondSteps is { } steps ? this with { Steps = steps, PoseRows = steps } : this).WriteDemonstration(demo, i);
        }

        if (Failed.Length == 0)
            return;
        using Hdf5Group mask = file.Root.CreateGroup("mask");
        mask.WriteStrings("failed", Failed);
        mask.WriteStrings("first", ["demo_0"]);
    }

    private void WriteDemonstration(Hdf5Group demo, int index)
    {
        double[] actions = new double[7 * Steps];
        for (int t = 0; t < Steps; t++)
        {
            actions[7 * t] = ActionScale * 0.02 / 0.05;
            actions[(7 * t) + 5] = 0.02 / 0.5;
            actions[(7 * t) + 6] = Gripper(t);
        }

        demo.WriteArray<double>("actions", Spoiled("actions", actions, 7), Steps, 7);
        if (Reward is { } reward)
            demo.WriteArray<double>("rewards", [.. Enumerable.Range(0, Steps).Select(t => reward(index, t))], Steps);
        if (!LacksObservations)
        {
            using Hdf5Group obs = demo.CreateGroup("obs");
            obs.WriteArray<double>(ObjectObservation, Spoiled("object", ObjectRows(), ObjectWidth), Steps, ObjectWidth);
            if (Quaternion is { } order)
            {
                IEnumerable<Quat> turns = Enumerable.Range(0, Steps).Select(t => Eef(t).Orientation);
                obs.WriteArray<double>("robot0_eef_quat", [.. turns.SelectMany(turn => order(turn.X, turn.Y, turn.Z, turn.W))], Steps, 4);
            }

            obs.WriteArray<double>("robot0_eef_pos", [.. Enumerable.Repeat(0.2, 3 * Steps)], Steps, 3);
            obs.WriteArray<double>(
                "robot0_gripper_qpos", [.. Enumerable.Range(0, Steps).SelectMany(t => (double[])[Fingers(t), -Fingers(t)])], Steps, 2);
        }

        using Hdf5Group info = demo.CreateGroup("datagen_info"), poses = info.CreateGroup("object_poses"), signals = info.CreateGroup("subtask_term_signals");
        Matrices(info, "eef_pose", PoseRows, Eef);
        if (!LacksTargets)
            Matrices(info, "target_pose", PoseRows, TargetsAreMeasured ? Eef : Target);
        Matrices(poses, "nut", Steps, t => new Pose(s_nut * (PoseScale == 1 ? 1 : 1000), Quat.Identity));
        if (!LacksPeg)
            Matrices(poses, "peg", Steps, _ => new Pose(s_peg, Quat.Identity));
        foreach ((string name, int from) in ((string, int)[])[("grasp", 15), ("insert", 39)])
        {
            bool isSilent = SilentSignals.Contains($"demo_{index}/{name}");
            long[] values = [.. Enumerable.Range(0, Steps).Select(t => t >= from && !isSilent ? SignalValue : 0)];
            if (SignalsInColumns)
                signals.WriteArray<long>(name, values, Steps, 1);
            else
                signals.WriteArray<long>(name, values, Steps);
        }
    }

    private double[] ObjectRows()
    {
        double[] rows = [.. Enumerable.Repeat(0.1, ObjectWidth * Steps)];
        for (int t = 0; ObjectWidth == 28 && t < Steps; t++)
        {
            (s_nut + new Vec3(ObjectOffset, 0, 0)).WriteTo(rows.AsSpan(28 * t));
            (s_peg + new Vec3(ObjectOffset, 0, 0)).WriteTo(rows.AsSpan((28 * t) + 14));
        }

        return rows;
    }

    private void Matrices(Hdf5Group group, string name, int rows, Func<int, Pose> pose)
    {
        double[] values = new double[16 * rows];
        for (int t = 0; t < rows; t++)
            RobomimicConventions.WriteMatrix(pose(t), values.AsSpan(16 * t));
        group.WriteArray<double>(name, Spoiled(name, values, 16, at: 3), rows, 4, 4);
    }

    private double[] Spoiled(string place, double[] values, int width, int at = 0)
    {
        foreach ((string where, int step) in NotANumber is { } one ? [one, .. NotNumbers] : NotNumbers)
        {
            if (where == place)
                values[(step * width) + at] = double.NaN;
        }

        return values;
    }
}
