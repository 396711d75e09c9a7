using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Operators;

/// <summary>The world of one episode as a person sees and moves it: pace, bow of the path, and an eye that is some millimetres
/// off.</summary>
/// <remarks>
/// All is drawn from the episode's key. The eye's error is one offset for all objects that are not in the hand, as parallax gives it;
/// once the task's pair touches it shrinks with every step, as the person sees the edge that was hit.
/// </remarks>
internal sealed class VariedView : OperatorView
{
    // Metres: deviation of the eye's error along each horizontal axis, largest bow, and distance over which a bow fades out.
    private const double EyeError = 0.006, MaxBow = 0.04, BowFades = 0.12;

    // Share of the eye's error that is left after a step in which the pair touches.
    private const double LeftOnTouch = 0.75;

    // Radians: about the vertical, by how much the hand turns aside on its way, at most.
    private const double MaxTwist = 0.4;

    // Metres: an object nearer to the grip than this is held; a lead from which the hand is on its way.
    private const double InHand = 0.05, FreeLead = 0.008;

    // Share of the bow that a step goes aside.
    private const double BowShare = 0.6;

    private Vec3 _eye, _start;
    private double _pace, _bow, _rise, _twist;
    private bool _isOnTheWay;

    /// <summary>Starts an episode.</summary>
    public void Begin(IEnvironment environment, in EpisodeKey key)
    {
        World = environment;
        CounterRandom random = key.Stream(RandomPurpose.OperatorStyle);
        _eye = new Vec3(EyeError * random.NextGaussian(), EyeError * random.NextGaussian(), 0);
        _pace = random.NextDouble(0.55, 1.45);
        _bow = random.NextDouble(-MaxBow, MaxBow);
        _rise = random.NextDouble(0, MaxBow);
        _twist = random.NextDouble(-MaxTwist, MaxTwist);
        _isOnTheWay = false;
    }

    /// <summary>The view of a lane, without a step passing.</summary>
    public VariedView Of(IEnvironment environment)
    {
        World = environment;
        return this;
    }

    /// <summary>Looks again, once per control step.</summary>
    public void Look(IEnvironment environment)
    {
        World = environment;
        if (environment.TriggerContact)
            _eye *= LeftOnTouch;
        // A correction begins where the operator takes over, not where the episode did.
        if (!_isOnTheWay)
            (_start, _isOnTheWay) = (environment.WorldFromEef.Position, true);
    }

    /// <inheritdoc/>
    public override Pose TruePose(int obj)
    {
        Pose pose = World.TruePose(obj);
        // What is in the hand is felt, not seen.
        double fromHand = (pose.Position - World.WorldFromEef.Position).Length;
        return fromHand < InHand ? pose : pose with { Position = pose.Position + _eye };
    }

    /// <inheritdoc/>
    public override void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action)
    {
        Pose eef = World.WorldFromEef;
        Vec3 step = worldFromTarget.Position - eef.Position;
        Vec3 level = step with { Z = 0 };
        double length = level.Length;
        // Far from the end of a stretch of the way the commanded point is a full lead ahead: only there is it bent.
        double free = Math.Clamp((length - FreeLead) / FreeLead, 0, 1);
        Vec3 side = length > 0 ? new Vec3(-level.Y, level.X, 0) * (1 / length) : Vec3.Zero;
        double travelled = ((eef.Position - _start) with { Z = 0 }).Length;
        double fade = free * Math.Exp(-travelled / BowFades);
        Vec3 bent = (step * Paced(free)) + (((side * _bow) + new Vec3(0, 0, _rise)) * (BowShare * fade));
        Quat turn = Quat.FromAxisAngle(Vec3.UnitZ, _twist * BowShare * fade);
        World.ActionToward(new Pose(eef.Position + bent, (turn * worldFromTarget.Orientation).Normalized), gripper, action);
    }

    // Fine work is done at about the same pace by everybody.
    private double Paced(double free) => 1 + ((_pace - 1) * (0.4 + (0.6 * free)));
}
