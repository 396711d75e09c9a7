using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.TwoPieceAssembly;

/// <content>What the robot believes, and what the contact tells it.</content>
public sealed partial class TwoPieceAssemblyTask
{
    /// <inheritdoc/>
    /// <remarks>The held piece is known from the hand; the ring is only believed.</remarks>
    public override bool IsTracked(int obj) => obj == Piece;

    /// <inheritdoc/>
    public override Pose SampleBelief(SimulatedLane lane, int obj, in EpisodeKey key)
    {
        Pose truth = TruePose(lane, obj);
        return obj == Base && key.Corrupted ? new PlanarError(MinError, MaxError).AddTo(truth, key) : truth;
    }

    /// <inheritdoc/>
    /// <remarks>Partial: the belief stays as wrong as it was; only <see cref="RevealedHint"/> is new.</remarks>
    public override Pose RevealedPose(SimulatedLane lane, int obj, in Pose kept) =>
        obj == Base && _observability == Observability.Partial ? kept : TruePose(lane, obj);

    /// <inheritdoc/>
    /// <remarks>
    /// Partial: the unit vector from the believed to the true ring, as the paper's Table III has it; zero where the belief
    /// is true. Full: zero, so that both variants share one observation layout and base policies can be trained on either.
    /// </remarks>
    public override Vec3 RevealedHint(SimulatedLane lane)
    {
        if (_observability == Observability.Full)
            return Vec3.Zero;
        Vec3 error = TruePose(lane, Base).Position - lane.BelievedPose(Base).Position;
        return error == Vec3.Zero ? Vec3.Zero : error * (1 / error.Length);
    }
}
