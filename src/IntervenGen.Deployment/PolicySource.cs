using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Control;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Deployment;

/// <summary>A trained policy as a source of actions: sees what the robot measures, acts twenty times a second, keeps a record.</summary>
/// <remarks>
/// Every millisecond it feels for contact; every 50 ms it observes, infers, moves the hand and gives one displacement. It ends
/// the motion when the trial has succeeded, or when the steps run out. One trial; one thread at a time.
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

    private static readonly int[] s_row = [0];

    private readonly DeploymentOptions _options;
    private readonly TaskSpec _spec;
    private readonly IPolicySession _session;
    private readonly GripperHand _hand;
    private readonly ITrialView _view;
    private readonly ContactSense _contact;
    private long _due;

    public PolicySource(DeploymentOptions options, TaskSpec spec, IPolicySession session, GripperHand hand, ITrialView view)
    {
        (_options, _spec, _session, _hand, _view) = (options, spec, session, hand, view);
        _contact = new ContactSense(options.ContactForce);
    }

    /// <summary>Judges every action before it is carried out; null for none.</summary>
    public IActionJudge? Judge { get; init; }

    /// <summary>Whether the arm has stopped to ask for help.</summary>
    public bool HasAsked { get; private set; }

    public int Steps { get; private set; }

    public bool IsSuccess => _view.IsSuccess;

    public bool HasTouched => _view.HasTouched;

    /// <summary>What decided the trial.</summary>
    /// <param name="message">What stopped the arm, if something did.</param>
    public AttemptReason ReasonOf(string? message) => IsSuccess ? AttemptReason.Kept
        : message is not null ? AttemptReason.RobotStopped
        : HasAsked ? AttemptReason.AskedForHelp
        : HasTouched ? AttemptReason.Horizon : AttemptReason.NoTrigger;

    public ActionStep Next(RobotState state, long time, out Twist displacement)
    {
        displacement = default;
        _contact.Feel(state);
        _view.Feel(state);
        if (time < _due)
            return ActionStep.Wait;
        _due += Period;
        // After a hiccup steps are left out, not hurried through.
        if (_due <= time)
            _due = time + Period;
        Pose worldFromGrip = WorldFromGrip(_options, state);
        _hand.Update();
        _view.Sense(state, worldFromGrip, _contact, Steps);
        if (IsSuccess || Steps >= _spec.Horizon)
            return ActionStep.Finish;
        _view.Observe(_session.Observation(0));
        _session.Infer(s_row);
        ReadOnlySpan<float> action = _session.Action(0);
        HasAsked = Judge?.Judge(_session.Observation(0), action) ?? false;
        if (HasAsked)
            return ActionStep.Finish;
        _view.Record(action);
        Steps++;
        _hand.Follow(action[^1]);
        displacement = DisplacementOf(OperationalSpaceController.Scale(action[..^1]), state.BaseFromEndEffector.Orientation);
        return ActionStep.Act;
    }

    // An action turns the hand about the grip, the arm is told about its tool centre, which lies ahead of it.
    private Twist DisplacementOf(in Twist gripStep, Quat baseFromTool)
    {
        Quat baseFromWorld = _options.WorldFromBase.Orientation.Conjugate;
        Vec3 linear = baseFromWorld.Rotate(gripStep.Linear), angular = baseFromWorld.Rotate(gripStep.Angular);
        Vec3 ahead = baseFromTool.Rotate(new Vec3(0, 0, GripBehindTool));
        return angular == Vec3.Zero ? new Twist(linear, angular) : new Twist(linear + Quat.Exp(angular).Rotate(ahead) - ahead, angular);
    }

    /// <summary>The grip frame, from the robot's end effector, which is the hand's frame between the fingertips.</summary>
    public static Pose WorldFromGrip(DeploymentOptions options, RobotState state)
    {
        Pose worldFromTool = options.WorldFromBase * state.BaseFromEndEffector;
        return new Pose(
            worldFromTool.Transform(new Vec3(0, 0, -GripBehindTool)),
            (worldFromTool.Orientation * GripFrame.FromHand.Conjugate).Normalized);
    }
}
