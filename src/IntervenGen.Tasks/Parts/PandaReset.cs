using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Parts;

/// <summary>Resets the arm to robosuite's initial Panda posture plus Gaussian joint noise.</summary>
internal static class PandaReset
{
    // Radians, standard deviation: robosuite's initialization_noise.
    private const double JointNoise = 0.02;

    /// <summary>Distance of each finger from the middle at half opening, metres.</summary>
    public const double HalfOpen = 0.02;

    public static readonly double[] Posture =
        [0, Math.PI / 16, 0, (-Math.PI / 2) - (Math.PI / 3), 0, Math.PI - 0.2, Math.PI / 4];

    /// <summary>Writes the arm's joint positions and both fingers.</summary>
    /// <param name="lane">The lane to place.</param>
    /// <param name="task">The task, for joint addresses.</param>
    /// <param name="random">Random stream of the joint noise.</param>
    /// <param name="finger">Distance of each finger from the middle, metres.</param>
    /// <param name="yaw">Rotation of the hand about the vertical relative to robosuite's posture, radians.</param>
    public static void Place(SimulatedLane lane, SimulatedTask task, ref CounterRandom random, double finger, double yaw = 0)
    {
        for (int i = 0; i < ArmModel.Joints; i++)
            lane.Positions[task.Arm.JointAddress(i)] = Posture[i] + (JointNoise * random.NextGaussian());
        // The last joint's axis points down.
        lane.Positions[task.Arm.JointAddress(ArmModel.Joints - 1)] -= yaw;
        lane.Positions[task.Arm.FingerAddress(0)] = finger;
        lane.Positions[task.Arm.FingerAddress(1)] = -finger;
    }
}
