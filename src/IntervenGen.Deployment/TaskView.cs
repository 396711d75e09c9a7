using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Deployment;

/// <summary>Any task as an arm with a tracker sees it: the task's own code looks at a mirror of what is measured.</summary>
/// <remarks>What a first touch reveals, the force that the arm feels reveals here, whatever was touched.</remarks>
internal sealed class TaskView : ITrialView
{
    private readonly MirroredLane _mirror;
    private readonly IObjectTracker _tracker;
    private readonly ITrialStage _stage;
    private readonly GripperHand _hand;
    private readonly EpisodeBuffer _record;
    private readonly Pose _worldFromBase;
    private readonly string[] _names;
    private readonly Pose[] _poses;

    /// <param name="mirror">Of the task.</param>
    /// <param name="tracker">Where its things are.</param>
    /// <param name="stage">Who judges.</param>
    /// <param name="hand">The fingers.</param>
    /// <param name="record">Receives the steps.</param>
    /// <param name="worldFromBase">Of the robot.</param>
    public TaskView(
        MirroredLane mirror, IObjectTracker tracker, ITrialStage stage, GripperHand hand, EpisodeBuffer record, in Pose worldFromBase)
    {
        (_mirror, _tracker, _stage, _hand, _record, _worldFromBase) = (mirror, tracker, stage, hand, record, worldFromBase);
        _names = [.. mirror.Bodies.Select(body => body.Name)];
        _poses = new Pose[_names.Length];
    }

    /// <inheritdoc/>
    public bool IsSuccess { get; private set; }

    /// <inheritdoc/>
    public bool HasTouched => _mirror.IsRevealed;

    /// <summary>Whether it was the stage that judged; otherwise the task's predicates did, over what is measured.</summary>
    public bool IsJudged { get; private set; }

    /// <summary>Begins a trial as everything stands.</summary>
    /// <param name="state">What the arm measures.</param>
    /// <param name="key">Draws the beliefs' errors.</param>
    public void Begin(RobotState state, in EpisodeKey key)
    {
        Mirror(state);
        _mirror.Begin(key);
        IsSuccess = false;
    }

    /// <inheritdoc/>
    public void Feel(RobotState state)
    {
        (Vec3 force, Vec3 torque) = ArmWrench.Of(state);
        _mirror.FeelWrench(force, torque, RateLimiter.Period);
    }

    /// <inheritdoc/>
    public void Sense(RobotState state, in Pose worldFromGrip, ContactSense contact, int step)
    {
        Mirror(state);
        if (step == 0)
            _mirror.Look();
        else
            _mirror.Advance(contact.HasTouched);
        bool? judged = _stage.Judge();
        IsJudged = judged is not null;
        IsSuccess = judged ?? _mirror.IsSuccess;
        if (IsSuccess && step > 0)
            _record.Flags(step - 1) |= StepFlags.Success;
    }

    /// <inheritdoc/>
    public void Observe(Span<float> observation) => _mirror.Observe(observation);

    /// <inheritdoc/>
    public void Record(ReadOnlySpan<float> action) => StepRecorder.Add(_record, _mirror, action, StepMode.Policy, subtask: 0);

    private void Mirror(RobotState state)
    {
        _mirror.SetArm(state.Positions, state.Velocities);
        _mirror.SetFingers(_hand.Width);
        _tracker.Track(_names, _poses);
        for (int i = 0; i < _poses.Length; i++)
            _mirror.SetBody(i, (_worldFromBase * _poses[i]).Normalized);
    }
}
