using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Control;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Deployment;

/// <summary>A trained policy as a source of actions: sees what the robot measures, acts twenty times a second, keeps a record.</summary>
/// <remarks>
/// Every millisecond it feels for contact; every 50 ms it observes, infers, moves the hand and gives one displacement. It ends
/// the motion when the cube has been lifted for some steps, or when the steps run out. One trial; one thread at a time.
/// </remarks>
internal sealed class PolicySource : IActionSource
{
    /// <summary>How far the model's grip site lies behind Franka's tool centre, along the hand's approach, metres.</summary>
    /// <remarks>
    /// The site is 97 mm from a hand that robosuite's model mounts 106.5 mm from link 7; the tool centre of Franka's hand is
    /// 103.4 mm from a flange at 107 mm. The policy was trained on the site.
    /// </remarks>
    public const double GripBehindTool = 0.107 + 0.1034 - 0.1065 - 0.097;

    // Milliseconds between two actions: the policy was trained at 20 Hz.
    private const int Period = 50;

    // Metres between the fingers above which something has stopped them.
    private const double MinStopped = 0.005;

    private static readonly int[] s_row = [0];

    private readonly DeploymentOptions _options;
    private readonly TaskSpec _spec;
    private readonly IPolicySession _session;
    private readonly GripperHand _hand;
    private readonly ICubeSight _sight;
    private readonly TrialRecord _record;
    private readonly ContactSense _contact;
    private long _due;
    private int _held;

    public PolicySource(
        DeploymentOptions options, TaskSpec spec, IPolicySession session, GripperHand hand, ICubeSight sight, CubeBelief belief,
        TrialRecord record)
    {
        _options = options;
        _spec = spec;
        _session = session;
        _hand = hand;
        _sight = sight;
        Belief = belief;
        _record = record;
        _contact = new ContactSense(options.ContactForce);
    }

    public CubeBelief Belief { get; }

    public int Steps { get; private set; }

    public bool IsSuccess => _held >= _options.HoldSteps;

    public bool HasTouched => Belief.IsRevealed;

    public ActionStep Next(RobotState state, long time, out Twist displacement)
    {
        displacement = default;
        _contact.Feel(state);
        if (time < _due)
            return ActionStep.Wait;
        _due += Period;
        // After a hiccup steps are left out, not hurried through.
        if (_due <= time)
            _due = time + Period;
        Pose worldFromGrip = WorldFromGrip(_options, state);
        Sense(worldFromGrip);
        if (IsSuccess || Steps >= _spec.Horizon)
            return ActionStep.Finish;
        ReadOnlySpan<float> action = Infer(worldFromGrip);
        _record.Add(state, worldFromGrip, _hand.Width, Belief, action, _contact, isSuccess: _held > 0);
        Steps++;
        _hand.Follow(action[^1]);
        Vec3 step = OperationalSpaceController.Scale(action).Linear;
        displacement = new Twist(_options.WorldFromBase.Orientation.Conjugate.Rotate(step), Vec3.Zero);
        return ActionStep.Act;
    }

    /// <summary>The grip frame, from the robot's end effector, which is the hand's frame between the fingertips.</summary>
    public static Pose WorldFromGrip(DeploymentOptions options, RobotState state)
    {
        Pose worldFromTool = options.WorldFromBase * state.BaseFromEndEffector;
        return new Pose(
            worldFromTool.Transform(new Vec3(0, 0, -GripBehindTool)),
            (worldFromTool.Orientation * GripFrame.FromHand.Conjugate).Normalized);
    }

    private void Sense(in Pose worldFromGrip)
    {
        _hand.Update();
        if (_contact.HasTouched || (_hand.IsClosed && _hand.Width > MinStopped))
            Belief.Reveal();
        if (Belief.IsRevealed && !Belief.IsHeld && Steps % _options.GlancePeriod == 0 && _sight.TryGlance(out Pose seen))
            Belief.See(seen);
        Belief.Feel(worldFromGrip, _hand.Width, _hand.IsClosed);
        _held = Belief.IsLifted ? _held + 1 : 0;
    }

    private ReadOnlySpan<float> Infer(in Pose worldFromGrip)
    {
        BlockGraspScene.WriteObservation(worldFromGrip, _hand.Width / 2, -_hand.Width / 2, Belief.WorldFromCube, _session.Observation(0));
        _session.Infer(s_row);
        return _session.Action(0);
    }
}
