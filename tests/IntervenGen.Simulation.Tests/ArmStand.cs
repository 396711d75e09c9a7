using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;

namespace IntervenGen.Simulation.Tests;

/// <summary>A lane of Nut Insertion with one of the built-in arms, in its reset posture, the nut out of the way.</summary>
internal sealed class ArmStand : IDisposable
{
    public ArmStand(string robot)
    {
        Robot = RobotFolder.Find(robot);
        Task = TaskCatalog.Find("nut-insertion").Open(new TaskOptions(Robot: Robot));
        Lane = new SimulatedLane(Task);
        Lane.Reset(Key);
        Place([.. Robot.Posture], new double[Robot.Posture.Count]);
    }

    public EpisodeKey Key { get; } = new(3, SceneSplit.Source, 0, false);

    public Robot Robot { get; }

    public SimulatedTask Task { get; }

    public SimulatedLane Lane { get; }

    /// <summary>Torques of the controller for the present state, newton metres.</summary>
    public double[] Torque()
    {
        var torque = new double[Task.Arm.Joints];
        Lane.Controller.Compute(torque);
        return torque;
    }

    /// <summary>Another posture near the reset posture, moving.</summary>
    public void Shake(ref CounterRandom random)
    {
        double[] posture = [.. Robot.Posture], speed = new double[posture.Length];
        for (int i = 0; i < posture.Length; i++)
        {
            posture[i] += random.NextDouble(-0.3, 0.3);
            speed[i] = random.NextDouble(-0.5, 0.5);
        }

        Place(posture, speed);
    }

    /// <summary>Steps towards a pose with the gripper closed.</summary>
    public void GoTo(in Pose wanted, int steps)
    {
        Span<float> action = stackalloc float[7];
        for (int step = 0; step < steps; step++)
        {
            Lane.ActionToward(wanted, 1, action);
            Lane.Step(action);
        }
    }

    public void Dispose()
    {
        Lane.Dispose();
        Task.Dispose();
    }

    private void Place(double[] posture, double[] speed)
    {
        for (int i = 0; i < posture.Length; i++)
        {
            Lane.Positions[Task.Arm.JointAddress(i)] = posture[i];
            Lane.Data.Doubles("qvel").Span[Task.Arm.JointVelocityAddress(i)] = speed[i];
            Lane.Controller.RestPosture[i] = Robot.Posture[i];
        }

        // Far away, so that it touches nothing.
        Lane.Positions[posture.Length + 2] = 5;
        Lane.Refresh();
        Lane.Controller.SetGoal(Lane.Controller.Measured);
    }
}
