using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;

namespace IntervenGen.Tasks.Robots;

/// <summary>A robot that stands in tasks' scenes: its model's text, names, limits, gains and reset posture.</summary>
/// <remarks>Immutable; shared by all lanes and threads.</remarks>
public sealed class Robot
{
    /// <summary>Name of the robot that tasks have where none is named.</summary>
    public const string Default = TaskSpec.DefaultRobot;

    /// <summary>Names by which tasks refer to what touches of a robot: its two pads, and the rest of its hand.</summary>
    public const string LeftPad = "left_pad", RightPad = "right_pad", RestOfHand = "hand";

    internal Robot(RobotFile file) => File = file;

    /// <summary>What describes it, with places for messages.</summary>
    internal RobotFile File { get; }

    /// <summary>Name of the robot.</summary>
    public required string Name { get; init; }

    /// <summary>One line that says what it is.</summary>
    public required string Summary { get; init; }

    /// <summary>Its folder, as an absolute path; null for a built-in robot.</summary>
    public string? Folder { get; init; }

    /// <summary>Names, limits and gains for the engine.</summary>
    public required ArmDescription Arm { get; init; }

    /// <summary>Joint positions in which an episode begins, radians, shape [joints].</summary>
    public required IReadOnlyList<double> Posture { get; init; }

    /// <summary>Standard deviation of the noise on each of them, radians.</summary>
    public required double PostureNoise { get; init; }

    /// <summary>Distance of the fingertips ahead of the grip site, metres.</summary>
    public required double FingertipsBelowSite { get; init; }

    /// <summary>Geoms of what touches, by the names that tasks use.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Parts { get; init; }

    /// <summary>The text that a scene's include of each name stands for: <c>robot.xml</c>, and its defaults and actuators.</summary>
    public required IReadOnlyDictionary<string, string> Includes { get; init; }

    /// <summary>What a dataset records of it: a built-in robot's name, the path of a folder, or <c>task:</c> and the path within the folder
    /// of the task, which the dataset carries.</summary>
    public required string Reference { get; init; }

    /// <summary>Whether it is the built-in Panda, which datasets and hashes do not mention.</summary>
    public bool IsDefault => Folder is null && Name == Default;

    /// <summary>The hash of a model with this robot in it: what <c>robot.yaml</c> says decides a motion as the model does.</summary>
    /// <param name="modelHash">Hash of the model's text; also the result for the default robot.</param>
    public string HashOf(string modelHash)
    {
        ArgumentNullException.ThrowIfNull(modelHash);
        if (IsDefault)
            return modelHash;
        string text = string.Join('\n',
        [
            modelHash, .. Arm.Joints, .. Arm.Fingers, Arm.GripSite,
            Text([.. Arm.TorqueLimits, Arm.FingerTravel, Arm.Stiffness, Arm.DampingRatio, Arm.NullStiffness]),
            Text([.. Posture, PostureNoise, FingertipsBelowSite]),
        ]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..modelHash.Length];
    }

    /// <summary>Puts the arm into its reset posture, with its noise, and the fingers where they are asked for.</summary>
    /// <param name="lane">The lane to place.</param>
    /// <param name="arm">Addresses of the arm in the lane's model.</param>
    /// <param name="random">Random stream of the joint noise.</param>
    /// <param name="finger">Distance of each finger from the middle, metres.</param>
    /// <param name="yaw">Rotation of the hand about the vertical relative to the posture, radians.</param>
    public void Place(SimulatedLane lane, ArmModel arm, ref CounterRandom random, double finger, double yaw = 0)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(arm);
        for (int i = 0; i < arm.Joints; i++)
            lane.Positions[arm.JointAddress(i)] = Posture[i] + (PostureNoise * random.NextGaussian());
        // The last joint's axis points down.
        lane.Positions[arm.JointAddress(arm.Joints - 1)] -= yaw;
        lane.Positions[arm.FingerAddress(0)] = finger;
        lane.Positions[arm.FingerAddress(1)] = -finger;
    }

    private static string Text(ReadOnlySpan<double> numbers)
    {
        var text = new StringBuilder();
        foreach (double number in numbers)
            text.Append(CultureInfo.InvariantCulture, $"{number:R} ");
        return text.ToString();
    }
}
