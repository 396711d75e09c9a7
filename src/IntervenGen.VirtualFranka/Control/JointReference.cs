using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>What the joints are to do: the last command taken or made up, with its backward differences.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal sealed class JointReference(ArmLimits limits)
{
    public const double Period = RateLimiter.Period;
    private const int Joints = FrankaArm.Joints;

    // Below it a joint counts as moving steadily, rad/s²: chosen well above rounding, the vendor's is not published.
    private const double MinAcceleration = 0.01;

    private readonly double[] _position = new double[Joints], _velocity = new double[Joints], _acceleration = new double[Joints];

    public ReadOnlySpan<double> Position => _position;

    public ReadOnlySpan<double> Velocity => _velocity;

    public ReadOnlySpan<double> Acceleration => _acceleration;

    public bool IsAtRest
    {
        get
        {
            bool rests = true;
            for (int i = 0; i < Joints; i++)
                rests &= _velocity[i] == 0 && _acceleration[i] == 0;
            return rests;
        }
    }

    /// <summary>Whether any joint's reference accelerates: the robot then applies other contact thresholds.</summary>
    public bool IsAccelerating
    {
        get
        {
            bool accelerates = false;
            foreach (double acceleration in _acceleration)
                accelerates |= Math.Abs(acceleration) > MinAcceleration;
            return accelerates;
        }
    }

    /// <summary>Stands still where it is told to.</summary>
    public void Hold(ReadOnlySpan<double> positions)
    {
        positions.CopyTo(_position);
        _velocity.AsSpan().Clear();
        _acceleration.AsSpan().Clear();
    }

    /// <summary>Goes on from a measured motion.</summary>
    public void Follow(ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities)
    {
        positions.CopyTo(_position);
        velocities.CopyTo(_velocity);
        _acceleration.AsSpan().Clear();
    }

    /// <summary>Takes positions; velocities and accelerations are the differences.</summary>
    public void MoveTo(ReadOnlySpan<double> positions)
    {
        for (int i = 0; i < Joints; i++)
        {
            double velocity = (positions[i] - _position[i]) / Period;
            _acceleration[i] = (velocity - _velocity[i]) / Period;
            _velocity[i] = velocity;
            _position[i] = positions[i];
        }
    }

    /// <summary>Takes velocities; positions are their sum.</summary>
    public void MoveAt(ReadOnlySpan<double> velocities)
    {
        for (int i = 0; i < Joints; i++)
        {
            _acceleration[i] = (velocities[i] - _velocity[i]) / Period;
            _velocity[i] = velocities[i];
            _position[i] += velocities[i] * Period;
        }
    }

    /// <summary>Makes up a command that did not come: the last acceleration goes on.</summary>
    public void Extrapolate()
    {
        for (int i = 0; i < Joints; i++)
        {
            _velocity[i] += _acceleration[i] * Period;
            _position[i] += _velocity[i] * Period;
        }
    }

    /// <summary>Slows down as fast as the limits allow.</summary>
    public void Brake()
    {
        for (int i = 0; i < Joints; i++)
        {
            double max = limits.Acceleration[i] * Period;
            double change = Math.Clamp(-_velocity[i], -max, max);
            _velocity[i] += change;
            _acceleration[i] = _velocity[i] == 0 ? 0 : change / Period;
            _position[i] += _velocity[i] * Period;
        }
    }
}
