using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Deployment;

/// <summary>One trial of any task on an arm, its things seen by a tracker: start, policy with wrong beliefs, judgement.</summary>
/// <remarks>One thread. Arm, hand and tracker belong to it while it lasts.</remarks>
public sealed class TaskTrial : IArmTrial
{
    // Milliseconds between two looks at fingers that close, and the most looks.
    private const int LookPeriod = 50, MaxLooks = 100;

    private readonly ArmMotions _motions;
    private readonly GripperHand _hand;
    private readonly ITrialStage _stage;
    private readonly IPolicySession _session;
    private readonly SimulatedTask _task;
    private readonly MirroredLane _mirror;
    private readonly DeploymentOptions _options;
    private readonly TaskView _view;

    /// <summary>Prepares trials.</summary>
    /// <param name="robot">The arm.</param>
    /// <param name="gripper">The hand; null for an arm without one.</param>
    /// <param name="tracker">Where the task's things are.</param>
    /// <param name="stage">Lays out and judges where it can.</param>
    /// <param name="session">The policy, one row.</param>
    /// <param name="controller">Makes torques.</param>
    /// <param name="task">The task, with the Panda.</param>
    /// <param name="options">Numbers; <see cref="DeploymentOptions.WorldFromBase"/> included.</param>
    /// <exception cref="UsageException">The task reads sensors of its scene, which an arm does not have.</exception>
    public TaskTrial(
        FciConnection robot,
        GripperConnection? gripper,
        IObjectTracker tracker,
        ITrialStage stage,
        IPolicySession session,
        IPoseController controller,
        SimulatedTask task,
        DeploymentOptions options)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(options);
        if (task.Model.Size("nsensordata") > (task.Wrist is null ? 0 : WristSensor.Size))
            throw new UsageException($"task '{task.Spec.Name}' has sensors in its scene, which an arm does not measure");
        (_stage, _session, _task, _options) = (stage, session, task, options);
        _motions = new ArmMotions(robot, controller, options);
        _hand = new GripperHand(gripper, options);
        _mirror = new MirroredLane(task);
        Episode = new EpisodeBuffer(new EpisodeLayout(task.Spec), task.Spec.Horizon);
        _view = new TaskView(_mirror, tracker, stage, _hand, Episode, options.WorldFromBase);
    }

    /// <inheritdoc/>
    public EpisodeBuffer Episode { get; }

    /// <summary>Asks a person to do something and waits until it is done; null where nobody is there.</summary>
    public Action<string>? Ask { get; init; }

    /// <summary>Makes the arm stop and ask for help instead of carrying out an action; null for an arm that never does.</summary>
    public IActionJudge? Judge { get; init; }

    /// <inheritdoc/>
    /// <remarks>What is held stays so: only a person knows where it belongs.</remarks>
    public void Begin(CancellationToken stop) => _motions.Configure();

    /// <inheritdoc/>
    /// <exception cref="UsageException">The tracker cannot lay out a scene, and nobody is there who can.</exception>
    public void GoToStart(in EpisodeKey key, CancellationToken stop)
    {
        _mirror.StandAtStart(key with { Corrupted = false });
        if (!_stage.TryLayOut(key.Attempt))
            LayOutByHand(stop);
        _hand.Renew();
        if (_task.HeldOrientation is { } held)
        {
            Quat baseFromHand = (_options.WorldFromBase.Orientation.Conjugate * held * GripFrame.FromHand).Normalized;
            _motions.Run(new PoseMove(_motions.Read().BaseFromEndEffector with { Orientation = baseFromHand }), stop);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="FrankaException">The robot fell silent, or the user stop was pressed.</exception>
    public TrialResult Run(in EpisodeKey key, CancellationToken stop)
    {
        Episode.Clear();
        _view.Begin(_motions.Read(), key);
        _session.Begin(0, key);
        Judge?.Begin();
        var source = new PolicySource(_options, _task.Spec, _session, _hand, _view) { Judge = Judge };
        MotionReport? report = _motions.Run(source, out string? message, stop);
        if (message is not null)
            _motions.Recover();
        return new TrialResult(
            key, source.IsSuccess, _view.IsJudged ? source.IsSuccess : null, source.ReasonOf(message), source.Steps, source.HasTouched,
            EstimateError: null, message, report);
    }

    /// <inheritdoc/>
    public void TidyUp(in EpisodeKey next, CancellationToken stop)
    {
    }

    /// <inheritdoc/>
    public void End(CancellationToken stop)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hand.Dispose();
        _mirror.Dispose();
    }

    private void LayOutByHand(CancellationToken stop)
    {
        if (Ask is null)
            throw new UsageException("the tracker cannot lay out a scene, and nobody is asked to: run it on a terminal");
        _motions.Transit(() => _motions.Run(new JointMove(JointNumbers.From(_mirror.StartPosture), _options.HomeSpeed), stop));
        (double first, double second) = _mirror.Fingers;
        bool holds = _mirror.IsHolding;
        _hand.MoveTo(holds ? GripperHand.WholeWidth : first - second);
        Ask($"lay out the scene of {_task.Spec.Name}{(holds ? ", hold between the fingers what it begins with," : "")} and press Enter");
        if (!holds)
            return;
        _hand.Follow(1);
        for (int looks = 0; looks < MaxLooks && !_hand.IsClosed && !stop.IsCancellationRequested; looks++)
        {
            stop.WaitHandle.WaitOne(LookPeriod);
            _hand.Update();
        }
    }
}
