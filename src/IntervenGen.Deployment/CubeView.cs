using IntervenGen.Franka;
using IntervenGen.Numerics;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Deployment;

/// <summary>Block Grasp as an arm with a camera sees it: one cube, believed, touched, seen again, held.</summary>
internal sealed class CubeView(
    DeploymentOptions options, GripperHand hand, ICubeSight sight, CubeBelief belief, TrialRecord record) : ITrialView
{
    // Metres between the fingers above which something has stopped them.
    private const double MinStopped = 0.005;

    private RobotState _state = null!;
    private ContactSense _contact = null!;
    private Pose _worldFromGrip;
    private int _held;

    /// <inheritdoc/>
    public bool IsSuccess => _held >= options.HoldSteps;

    /// <inheritdoc/>
    public bool HasTouched => belief.IsRevealed;

    /// <inheritdoc/>
    public void Feel(RobotState state)
    {
    }

    /// <inheritdoc/>
    public void Sense(RobotState state, in Pose worldFromGrip, ContactSense contact, int step)
    {
        (_state, _worldFromGrip, _contact) = (state, worldFromGrip, contact);
        if (contact.HasTouched || (hand.IsClosed && hand.Width > MinStopped))
            belief.Reveal();
        if (belief.IsRevealed && !belief.IsHeld && step % options.GlancePeriod == 0 && sight.TryGlance(out Pose seen))
            belief.See(seen);
        belief.Feel(worldFromGrip, hand.Width, hand.IsClosed);
        _held = belief.IsLifted ? _held + 1 : 0;
    }

    /// <inheritdoc/>
    public void Observe(Span<float> observation) =>
        BlockGraspScene.WriteObservation(_worldFromGrip, hand.Width / 2, -hand.Width / 2, belief.WorldFromCube, observation);

    /// <inheritdoc/>
    public void Record(ReadOnlySpan<float> action) =>
        record.Add(_state, _worldFromGrip, hand.Width, belief, action, _contact, isSuccess: _held > 0);
}
