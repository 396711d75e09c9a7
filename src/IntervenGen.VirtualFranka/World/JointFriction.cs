using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;

namespace IntervenGen.VirtualFranka.World;

/// <summary>Friction of the arm's joints: a bristle that bends before it slips, and a part that grows with speed.</summary>
/// <remarks>
/// τ = −(clamp(k z + d ż, ±f) + v q̇), where z is how far the bristle is bent and gives way at f. A joint that is held by it stands
/// exactly still, unlike under a law of speed alone, and its torque is known exactly, so that the torque sensors behind it can be
/// simulated. One thread; allocates nothing after construction.
/// </remarks>
internal sealed class JointFriction
{
    private const int Joints = FrankaArm.Joints;
    private const double Period = RateLimiter.Period;

    // Radians that a bristle bends before it slips, and its damping as a share of the critical one for the rotor alone: chosen so
    // that steps of a millisecond are stable, far below what a client can resolve.
    private const double Bend = 2e-5, Damping = 0.5;

    private readonly double[] _stiffness = new double[Joints], _damping = new double[Joints], _bent = new double[Joints];

    public JointFriction()
    {
        for (int i = 0; i < Joints; i++)
        {
            _stiffness[i] = FrankaArm.CoulombFriction[i] / Bend;
            _damping[i] = 2 * Damping * Math.Sqrt(_stiffness[i] * FrankaArm.RotorInertia[i]);
        }
    }

    /// <summary>Relaxes all bristles.</summary>
    public void Reset() => _bent.AsSpan().Clear();

    /// <summary>Torque on a joint for the millisecond that begins, N·m.</summary>
    /// <param name="joint">0 to 6.</param>
    /// <param name="velocity">Of the joint, rad/s.</param>
    public double Advance(int joint, double velocity)
    {
        double limit = FrankaArm.CoulombFriction[joint];
        _bent[joint] = Math.Clamp(_bent[joint] + (velocity * Period), -Bend, Bend);
        double bristle = Math.Clamp((_stiffness[joint] * _bent[joint]) + (_damping[joint] * velocity), -limit, limit);
        return -bristle - (FrankaArm.ViscousFriction * velocity);
    }
}
