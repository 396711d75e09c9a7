using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Deployment;

/// <summary>What happened in a trial, step by step, in the layout of the task's own episodes.</summary>
/// <remarks>
/// So the viewer, the plots and the exports read it like any other. The simulator's part of a state is filled with what the robot
/// measures; where no truth is known the best estimate stands for it. Allocates nothing while it is added to.
/// </remarks>
internal sealed class TrialRecord : IStepSource
{
    // What the hand is between open and closed, metres, to the gripper's opening of 1 to -1.
    private const double HalfOpening = 0.04;

    private readonly TaskSpec _spec;
    private readonly Func<Pose>? _truth;
    private readonly LaneStateLayout _layout;
    private RobotState _state = null!;
    private CubeBelief _belief = null!;
    private ContactSense _contact = null!;
    private double _width;
    private Pose _cube;

    /// <summary>Reserves an episode.</summary>
    /// <param name="spec">The task.</param>
    /// <param name="truth">The cube's true pose, world frame, where somebody knows it.</param>
    public TrialRecord(TaskSpec spec, Func<Pose>? truth)
    {
        (_spec, _truth) = (spec, truth);
        // The task's model: arm, two fingers and a free cube, and nothing that is put in its place.
        _layout = new LaneStateLayout(
            FrankaArm.Joints + 2 + Pose.Size, FrankaArm.Joints + 2 + 6, FrankaArm.Joints, mocaps: 0, objects: 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(_layout.Size, spec.StateSize);
        Buffer = new EpisodeBuffer(new EpisodeLayout(spec), spec.Horizon);
    }

    public EpisodeBuffer Buffer { get; }

    /// <inheritdoc/>
    public Pose WorldFromEef { get; private set; }

    /// <inheritdoc/>
    public (double First, double Second) Fingers => (_width / 2, -_width / 2);

    /// <inheritdoc/>
    public bool TriggerContact => _contact.HasTouched;

    /// <inheritdoc/>
    public Vec3 TriggerPosition => _contact.HasTouched ? WorldFromEef.Position : Vec3.Zero;

    /// <inheritdoc/>
    public bool IsRevealed => _belief.IsRevealed;

    /// <inheritdoc/>
    public bool IsSuccess { get; private set; }

    public void Clear() => Buffer.Clear();

    /// <summary>Adds a step of the policy.</summary>
    /// <param name="state">What the arm measures.</param>
    /// <param name="worldFromGrip">The grip frame.</param>
    /// <param name="width">Opening between the fingers, metres.</param>
    /// <param name="belief">Where the cube is thought to be.</param>
    /// <param name="action">What the policy asks for.</param>
    /// <param name="contact">What has been felt.</param>
    /// <param name="isSuccess">Whether the cube is lifted.</param>
    public void Add(
        RobotState state, in Pose worldFromGrip, double width, CubeBelief belief, ReadOnlySpan<float> action, ContactSense contact,
        bool isSuccess)
    {
        (_state, _width, _belief, _contact) = (state, width, belief, contact);
        (WorldFromEef, IsSuccess) = (worldFromGrip, isSuccess);
        _cube = _truth?.Invoke() ?? belief.Estimate;
        StepRecorder.Close(Buffer, StepRecorder.Add(Buffer, this, action, StepMode.Policy, subtask: 0), this);
    }

    /// <inheritdoc/>
    public Pose TruePose(int obj) => _cube;

    /// <inheritdoc/>
    public Pose BelievedPose(int obj) => _belief.WorldFromCube;

    /// <inheritdoc/>
    public void Observe(Span<float> observation) =>
        Tasks.BlockGrasp.BlockGraspScene.WriteObservation(WorldFromEef, _width / 2, -_width / 2, _belief.WorldFromCube, observation);

    /// <inheritdoc/>
    public Pose TargetOf(ReadOnlySpan<float> action) =>
        WorldFromEef with { Position = WorldFromEef.Position + OperationalSpaceController.Scale(action).Linear };

    /// <inheritdoc/>
    public void SaveState(Span<double> state)
    {
        state.Clear();
        state[_layout.Time][0] = (Buffer.Count - 1) * _spec.ControlPeriod;
        Span<double> positions = state[_layout.Positions];
        _state.Positions.CopyTo(positions);
        (positions[FrankaArm.Joints], positions[FrankaArm.Joints + 1]) = (_width / 2, -_width / 2);
        _cube.WriteTo(positions[(FrankaArm.Joints + 2)..]);
        _state.Velocities.CopyTo(state[_layout.Velocities]);
        WorldFromEef.WriteTo(state[_layout.Goal]);
        _state.Positions.CopyTo(state[_layout.RestPosture]);
        state[_layout.Opening][0] = (_width / HalfOpening) - 1;
        _belief.WorldFromCube.WriteTo(state[_layout.Belief(0)]);
        state[_layout.Revealed][0] = _belief.IsRevealed ? 1 : 0;
    }
}
