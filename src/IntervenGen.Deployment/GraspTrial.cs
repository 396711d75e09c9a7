using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Deployment;

/// <summary>One trial on an arm: go home, look, run the policy, judge, put the cube down.</summary>
/// <remarks>One thread. The arm, the hand and the camera belong to it while it lasts.</remarks>
public sealed class GraspTrial : IArmTrial
{
    // Metres: height of the grip over the cube's middle when it is put down, as it was taken, and the slack under the cube.
    private const double GripOverCentre = 0.009, PutDownSlack = 0.002;
    // Metres over the table: of transits with the cube, and of the ascent before the transit home.
    private const double TravelHeight = 0.14, SafeHeight = 0.12;

    // The robot's flags for a joint at the end of its range: as measured, and as commanded to an older one.
    private const int PositionLimits = 0, InversePositionLimits = 27;

    // Closing fingers square up a cube that is turned by no more.
    private const double MaxTurned = 15 * Math.PI / 180;

    private readonly ArmMotions _motions;
    private readonly GripperHand _hand;
    private readonly ICubeSight _sight;
    private readonly IPolicySession _session;
    private readonly TaskSpec _spec;
    private readonly DeploymentOptions _options;
    private readonly Func<Pose>? _truth;
    private readonly TrialRecord _record;

    /// <summary>Prepares trials with an arm, a hand, a camera and a policy.</summary>
    /// <param name="robot">The arm.</param>
    /// <param name="gripper">The hand; null for an arm without one.</param>
    /// <param name="sight">The camera.</param>
    /// <param name="session">The policy, one row.</param>
    /// <param name="controller">Makes torques.</param>
    /// <param name="spec">Block Grasp's.</param>
    /// <param name="options">Numbers.</param>
    /// <param name="truth">The cube's true pose, world frame, where somebody knows it.</param>
    public GraspTrial(
        FciConnection robot,
        GripperConnection? gripper,
        ICubeSight sight,
        IPolicySession session,
        IPoseController controller,
        TaskSpec spec,
        DeploymentOptions? options = null,
        Func<Pose>? truth = null)
    {
        (_sight, _session, _spec, _truth) = (sight, session, spec, truth);
        _options = options ?? new DeploymentOptions();
        _motions = new ArmMotions(robot, controller, _options);
        _hand = new GripperHand(gripper, _options);
        _record = new TrialRecord(spec, truth);
    }

    /// <summary>The last trial, step by step.</summary>
    public EpisodeBuffer Episode => _record.Buffer;

    /// <summary>Makes the arm stop and ask for help instead of carrying out an action; null for an arm that never does.</summary>
    public IActionJudge? Judge { get; init; }

    /// <summary>Settings of the robot that the trials count on.</summary>
    /// <exception cref="FrankaCommandException">The robot refused.</exception>
    public void Configure() => _motions.Configure();

    /// <summary>Brings the arm to where trials begin: up first, then over joints, then the hand straight down.</summary>
    /// <param name="stop">Brakes the arm.</param>
    /// <remarks>A reflex in transit, such as one by a hand that is still pressed on something, is recovered from and the
    /// transit tried again. Not so a user stop: who pressed it decides.</remarks>
    /// <exception cref="FrankaMotionException">It did not come home in three tries, or the user stop was pressed.</exception>
    public void GoHome(CancellationToken stop) => _motions.Transit(() => GoHomeOnce(stop));

    private void GoHomeOnce(CancellationToken stop)
    {
        Pose here = _motions.Read().BaseFromEndEffector;
        double safe = _options.WorldFromBase.Inverse().Transform(new Vec3(0, 0, BlockGraspScene.TableTop + SafeHeight)).Z;
        if (here.Position.Z < safe)
            Rise(here with { Position = here.Position with { Z = safe } }, stop);
        _motions.Run(new JointMove(JointNumbers.From(BlockGraspScene.StartPosture), _options.HomeSpeed), stop);
        _motions.Run(new PoseMove(_motions.Read().BaseFromEndEffector with { Orientation = HandDown }), stop);
    }

    // A joint that a trial has left at its end may not let the hand rise straight; over the joints it comes home all the same.
    private void Rise(in Pose up, CancellationToken stop)
    {
        try
        {
            _motions.Run(new PoseMove(up), stop);
        }
        catch (FrankaMotionException fault) when (fault.Reason.Has(PositionLimits) || fault.Reason.Has(InversePositionLimits))
        {
            _motions.Recover();
        }
    }

    /// <summary>Works out what a trial would command; nothing moves.</summary>
    /// <param name="key">Draws the belief's error and the policy's samples.</param>
    /// <param name="cancellation">Stops looking.</param>
    public TrialPlan Plan(in EpisodeKey key, CancellationToken cancellation)
    {
        RobotState state = _motions.Read();
        Pose cube = Look(cancellation), believed = BlockGraspScene.Corrupt(cube, key);
        Pose grip = PolicySource.WorldFromGrip(_options, state);
        _hand.Update();
        _session.Begin(0, key);
        BlockGraspScene.WriteObservation(
            grip, _hand.Width / 2, -_hand.Width / 2, new Pose(believed.Position, Quat.Identity), _session.Observation(0));
        _session.Infer([0]);
        float[] action = _session.Action(0).ToArray();
        return new TrialPlan(state, _options, _spec, _hand.Width, cube, believed, action) { TravelHeight = SafeHeight };
    }

    /// <summary>Runs a trial from home.</summary>
    /// <param name="key">Draws the belief's error and the policy's samples.</param>
    /// <param name="stop">Brakes the arm and ends the trial.</param>
    /// <exception cref="FrankaException">The robot fell silent, or the user stop was pressed: no other trial may follow by
    /// itself.</exception>
    /// <exception cref="IntervenGenException">The cube is not seen.</exception>
    public TrialResult Run(in EpisodeKey key, CancellationToken stop)
    {
        _record.Clear();
        LetGo();
        _hand.MoveTo(2 * BlockGraspScene.StartFinger);
        Pose estimate = Look(stop);
        double? error = _truth is null ? null : (estimate.Position - _truth().Position).Length;
        var belief = new CubeBelief(estimate, BlockGraspScene.Corrupt(estimate, key));
        _session.Begin(0, key);
        var view = new CubeView(_options, _hand, _sight, belief, _record);
        Judge?.Begin();
        var source = new PolicySource(_options, _spec, _session, _hand, view) { Judge = Judge };
        MotionReport? report = _motions.Run(source, out string? message, stop);
        bool? truly = _truth is null
            ? null
            : source.IsSuccess
                && _truth().Position.Z >= BlockGraspScene.TableTop + BlockGraspScene.HalfSide + (BlockGraspScene.SuccessLift / 2);
        AttemptReason reason = source.ReasonOf(message);
        if (message is not null)
            _motions.Recover();
        return new TrialResult(key, source.IsSuccess, truly, reason, source.Steps, source.HasTouched, error, message, report);
    }

    /// <summary>Whether the arm carries the cube to another place of the region after a success.</summary>
    public bool Shuffles { get; init; }

    /// <inheritdoc/>
    public void Begin(CancellationToken stop)
    {
        Configure();
        PutDownHeld(stop);
    }

    /// <inheritdoc/>
    public void GoToStart(in EpisodeKey key, CancellationToken stop)
    {
        LetGo();
        GoHome(stop);
    }

    /// <inheritdoc/>
    /// <remarks>With nobody there the arm lays out the next trial's scene itself.</remarks>
    public void TidyUp(in EpisodeKey next, CancellationToken stop)
    {
        if (Shuffles)
            PutDown(BlockGraspScene.SamplePlace(next), stop);
        else
            PutDownHere(stop);
    }

    /// <inheritdoc/>
    public void End(CancellationToken stop)
    {
        LetGo();
        GoHome(stop);
    }

    /// <summary>Puts a held cube down at a place and lets go.</summary>
    /// <param name="worldFromCube">Where.</param>
    /// <param name="stop">Brakes the arm.</param>
    public void PutDown(in Pose worldFromCube, CancellationToken stop)
    {
        Vec3 over = worldFromCube.Position with { Z = BlockGraspScene.TableTop + TravelHeight };
        Vec3 down =
            worldFromCube.Position with { Z = worldFromCube.Position.Z + GripOverCentre - PolicySource.GripBehindTool + PutDownSlack };
        _motions.Run(new PoseMove(BaseFromHand(over)), stop);
        _motions.Run(new PoseMove(BaseFromHand(down), linearSpeed: 0.1), stop);
        _hand.MoveTo(GripperHand.WholeWidth);
        _motions.Run(new PoseMove(BaseFromHand(over)), stop);
    }

    /// <summary>Puts down what an interrupted run left in the hand; does nothing where it is empty.</summary>
    /// <param name="stop">Brakes the arm.</param>
    public void PutDownHeld(CancellationToken stop)
    {
        if (_hand.IsGrasped())
            PutDownHere(stop);
    }

    /// <summary>Puts a held cube down under the hand and lets go.</summary>
    /// <param name="stop">Brakes the arm.</param>
    public void PutDownHere(CancellationToken stop)
    {
        Vec3 here = (_options.WorldFromBase * _motions.Read().BaseFromEndEffector).Position;
        PutDown(new Pose(here with { Z = BlockGraspScene.TableTop + BlockGraspScene.HalfSide }, Quat.Identity), stop);
    }

    /// <summary>Opens the hand where it is; what jams it is left to the transit home, which begins upward.</summary>
    public void LetGo()
    {
        try
        {
            _hand.MoveTo(GripperHand.WholeWidth);
        }
        catch (FrankaGripperException)
        {
            // Pressed against the table or the cube by a trial that failed.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hand.Dispose();

    private Pose Look(CancellationToken cancellation)
    {
        Pose worldFromCube = _sight.Look(cancellation);
        double turned = Quat.AngleBetween(Quat.Identity, worldFromCube.Orientation);
        return turned <= MaxTurned
            ? worldFromCube
            : throw new UsageException(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"the cube is turned by {turned * 180 / Math.PI:0}° from the base's axes; the policy knows cubes turned by at "
                    + $"most {MaxTurned * 180 / Math.PI:0}°: lay it square to the robot"));
    }

    // The hand's frame as the policy was trained to hold it, in the base.
    private Quat HandDown => (_options.WorldFromBase.Orientation.Conjugate * GripFrame.HandDown).Normalized;

    private Pose BaseFromHand(Vec3 worldPosition) => new(_options.WorldFromBase.Inverse().Transform(worldPosition), HandDown);
}
