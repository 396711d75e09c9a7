using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;

namespace IntervenGen.Tasks.BlockGrasp;

/// <summary>What a real or virtual arm shares with the simulated Block Grasp: sizes, the start, the observation and the wrong
/// belief.</summary>
/// <remarks>The task itself is its folder; what is repeated here is checked against it by tests. Any thread.</remarks>
public static class BlockGraspScene
{
    /// <summary>Height of the table's top, world frame, metres.</summary>
    public const double TableTop = 0.8;

    /// <summary>Half the cube's side, metres.</summary>
    public const double HalfSide = 0.025;

    /// <summary>Half extents of the region of the cube's initial position, metres, in x and y; its centre is the table's.</summary>
    public const double RegionHalfX = 0.1, RegionHalfY = 0.15;

    /// <summary>Height by which the cube must be lifted, metres.</summary>
    public const double SuccessLift = 0.04;

    /// <summary>Distance of each finger from the middle at the start, metres.</summary>
    public const double StartFinger = 0.02;

    /// <summary>Joint positions of the Panda at the start, before noise is added, radians, shape [7].</summary>
    public static ReadOnlySpan<double> StartPosture => s_posture;

    /// <summary>Pose of the robot's base, world frame, metres.</summary>
    public static Pose WorldFromBase { get; } = new(new Vec3(-0.56, 0, 0.912), Quat.Identity);

    /// <summary>Samples the cube's initial pose from an attempt's scene stream, world frame.</summary>
    public static Pose SamplePlace(in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Scene);
        return new Pose(
            new Vec3(
                random.NextDouble(-RegionHalfX, RegionHalfX), random.NextDouble(-RegionHalfY, RegionHalfY), TableTop + HalfSide),
            Quat.Identity);
    }

    /// <summary>
    /// Adds the belief error of an attempt to a pose: the paper's distribution, on top of any error the pose already has.
    /// </summary>
    public static Pose Corrupt(in Pose truth, in EpisodeKey key) => Task.Corrupt(0, truth, key);

    /// <summary>Writes the observation of a policy from what a simulated or a real robot measures.</summary>
    /// <param name="worldFromGrip">Pose of the grip frame, between the fingertips, world frame.</param>
    /// <param name="first">Position of the first finger: its distance from the middle, metres.</param>
    /// <param name="second">Position of the second finger, negative, metres.</param>
    /// <param name="worldFromBlock">Believed pose of the cube, world frame.</param>
    /// <param name="observation">The observation, shape [<see cref="TaskSpec.ObservationSize"/>].</param>
    public static void WriteObservation(in Pose worldFromGrip, double first, double second, in Pose worldFromBlock, Span<float> observation)
    {
        Pose worldFromHand = ObservationWriter.WorldFromHand(worldFromGrip);
        var writer = new ObservationWriter(observation);
        writer.Object(worldFromBlock, worldFromHand, Quat.Identity);
        writer.Position(worldFromHand.Position);
        writer.Quaternion(worldFromHand.Orientation, GripFrame.HandDown);
        writer.Number(first);
        writer.Number(second);
    }

    private static readonly double[] s_posture = [.. RobotFolder.Find(Robot.Default).Posture];

    private static TaskFolder Task { get; } = TaskCatalog.Find("block-grasp").Folder;
}
