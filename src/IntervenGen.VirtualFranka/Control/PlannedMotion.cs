using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>A motion that the robot plans itself: joint targets come at any rate, and the reference follows within the limits.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal sealed class PlannedMotion(JointReference reference, ArmLimits limits)
{
    private const int Joints = FrankaArm.Joints;

    // Speed per distance left, 1/s: chosen, the vendor's planner is not published.
    private const double Gain = 3;

    private readonly double[] _goal = new double[Joints], _velocities = new double[Joints];
    private JointNumbers _maxVelocity;
    private bool _hasGoal;

    /// <summary>Begins at rest, without a target.</summary>
    /// <param name="maxVelocity">Fastest joint speeds, rad/s.</param>
    public void Begin(JointNumbers maxVelocity)
    {
        _maxVelocity = maxVelocity;
        _hasGoal = false;
    }

    /// <summary>Sets the joint positions to go to.</summary>
    /// <param name="positions">Joint positions, shape [7], rad.</param>
    /// <returns>False if it lies outside the joints' ranges.</returns>
    public bool TrySetGoal(ReadOnlySpan<double> positions)
    {
        for (int i = 0; i < positions.Length; i++)
        {
            if (!(positions[i] >= limits.LowestPosition[i] && positions[i] <= limits.HighestPosition[i]))
                return false;
        }

        positions.CopyTo(_goal);
        _hasGoal = true;
        return true;
    }

    /// <summary>Moves the reference on by one cycle.</summary>
    public void Advance()
    {
        for (int i = 0; i < Joints; i++)
        {
            double max = Math.Min(_maxVelocity[i], limits.Velocity[i]);
            double wanted = _hasGoal ? Math.Clamp(Gain * (_goal[i] - reference.Position[i]), -max, max) : 0;
            _velocities[i] = RateLimiter.Velocity(
                wanted, -max, max, limits.Acceleration[i], limits.Jerk[i], reference.Velocity[i], reference.Acceleration[i]);
        }

        reference.MoveAt(_velocities);
    }
}
