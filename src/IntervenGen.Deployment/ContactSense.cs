using IntervenGen.Franka;
using IntervenGen.Numerics;

namespace IntervenGen.Deployment;

/// <summary>Detects contacts in the robot's own estimate of external force: a quick change against the last second's mean.</summary>
/// <remarks>
/// The mean takes out what an arm always feels of itself: the hand's cables, a payload that is not quite as configured. One
/// thread; allocates nothing.
/// </remarks>
/// <param name="threshold">Newtons.</param>
public sealed class ContactSense(double threshold)
{
    // Share of the newest force in the mean: about a second. Then milliseconds: how long a force must last, and how long the
    // mean settles first.
    private const double MeanGain = 1e-3;
    private const int MinTime = 5, Settling = 200;

    private Vec3 _mean;
    private long _seen;
    private int _above;

    /// <summary>Whether something has been touched since the start.</summary>
    public bool HasTouched { get; private set; }

    /// <summary>Where the end effector was when it was first felt, base frame.</summary>
    public Vec3 Place { get; private set; }

    /// <summary>Takes one state; call it for every millisecond.</summary>
    public void Feel(RobotState state)
    {
        var force = Vec3.From(state[StateField.BaseWrench]);
        _mean = _seen == 0 ? force : Vec3.Lerp(_mean, force, Math.Max(MeanGain, 1.0 / (_seen + 1)));
        _above = (force - _mean).Length > threshold ? _above + 1 : 0;
        if (++_seen < Settling || HasTouched || _above < MinTime)
            return;
        HasTouched = true;
        Place = state.BaseFromEndEffector.Position;
    }
}
