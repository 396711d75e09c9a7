using IntervenGen.Episodes.Robomimic;
using IntervenGen.Interop.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Robomimic;

/// <summary>A file in Isaac Lab's layout: generation info among the observations, a dictionary of hands.</summary>
internal sealed record IsaacLabFile
{
    public const int Steps = 40;

    public string[] Hands { get; init; } = ["franka"];

    public string EnvironmentArguments { get; init; } =
        """{"env_name": "Isaac-Stack-Cube-Franka-IK-Rel-Mimic-v0", "type": 2, "sim_args": {"dt": 0.01, "decimation": 5}}""";

    public bool IsAnnotated { get; init; } = true;

    public bool HasFingers { get; init; } = true;

    /// <summary>Which demonstration the file calls failed.</summary>
    public int Failed { get; init; } = -1;

    /// <summary>The hand's pose as the file has it: the Franka hand, whose fingers close along y.</summary>
    public static Pose Hand(int t) => new(new Vec3(0.01 * t, 0, 0.2), Quat.FromAxisAngle(Vec3.UnitX, Math.PI));

    public string Write(string path)
    {
        using Hdf5File file = Hdf5File.Create(path);
        using (Hdf5Group data = file.Root.CreateGroup("data"))
        {
            data.SetAttribute("total", 2 * Steps);
            data.SetAttribute("env_args", EnvironmentArguments);
            for (int i = 0; i < 2; i++)
            {
                using Hdf5Group demo = data.CreateGroup($"demo_{i}");
                demo.SetAttribute("num_samples", Steps);
                demo.SetAttribute("seed", i);
                demo.SetAttribute("success", i == Failed ? 0 : 1);
                Write(demo);
            }
        }

        file.Complete();
        return path;
    }

    private void Write(Hdf5Group demo)
    {
        // +1 opens there.
        demo.WriteArray<double>("actions", Rows(7, (t, row) => row[6] = t < 20 ? 1 : -1), Steps, 7);
        demo.WriteArray<double>("processed_actions", Rows(8, (_, _) => { }), Steps, 8);
        foreach (string name in (string[])["initial_state", "states"])
        {
            using Hdf5Group tree = demo.CreateGroup(name), robots = tree.CreateGroup("articulation"), robot = robots.CreateGroup("robot");
            robot.WriteArray<double>("joint_position", Rows(9, (_, _) => { }), Steps, 9);
        }

        using Hdf5Group obs = demo.CreateGroup("obs");
        obs.WriteArray<double>("eef_pos", Rows(3, (t, row) => Hand(t).Position.WriteTo(row)), Steps, 3);
        if (HasFingers)
        {
            obs.WriteArray<double>(
                "gripper_pos", Rows(2, (t, row) => (row[0], row[1]) = (Width(t), -Width(t))), Steps, 2);
        }

        if (!IsAnnotated)
            return;
        using Hdf5Group info = obs.CreateGroup("datagen_info"), objects = info.CreateGroup("object_pose");
        using Hdf5Group eef = info.CreateGroup("eef_pose"), target = info.CreateGroup("target_eef_pose");
        using Hdf5Group signals = info.CreateGroup("subtask_term_signals");
        foreach (string hand in Hands)
        {
            Matrices(eef, hand, Hand);
            Matrices(target, hand, t => Hand(t + 1));
        }

        Matrices(objects, "nut", _ => new Pose(new Vec3(0.3, 0, 0), Quat.Identity));
        Matrices(objects, "peg", _ => new Pose(new Vec3(0.4, 0, 0), Quat.Identity));
        signals.WriteArray<long>("grasp", [.. Enumerable.Range(0, Steps).Select(t => t >= 15 ? 1L : 0)], Steps);
    }

    private static double Width(int t) => t < 20 ? 0.04 : Math.Max(0.01, 0.04 - (0.005 * (t - 20)));

    private static double[] Rows(int width, Action<int, Span<double>> fill)
    {
        double[] rows = new double[width * Steps];
        for (int t = 0; t < Steps; t++)
            fill(t, rows.AsSpan(width * t, width));
        return rows;
    }

    private static void Matrices(Hdf5Group group, string name, Func<int, Pose> pose) =>
        group.WriteArray<double>(name, Rows(16, (t, row) => RobomimicConventions.WriteMatrix(pose(t), row)), Steps, 4, 4);
}
