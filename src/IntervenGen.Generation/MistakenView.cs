using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>A world as somebody sees it who takes beliefs for the truth, until they are revealed.</summary>
/// <remarks>A scripted operator who acts in it makes the mistake that a policy without recoveries makes.</remarks>
public sealed class MistakenView : OperatorView
{
    private Pose[]? _trueFromSeen;

    /// <summary>Creates the view of a world; <see cref="Share"/> says how wrong it seems.</summary>
    public MistakenView(IEnvironment world) => World = world;

    /// <summary>How far what seems true is from the truth, as a share of the belief's error: 1 is the belief.</summary>
    public double Share { get; set; } = 1;

    /// <summary>Keeps to what seems true now, also once the truth is revealed.</summary>
    public void Insist()
    {
        _trueFromSeen ??= new Pose[World.Spec.Objects.Count];
        for (int obj = 0; obj < _trueFromSeen.Length; obj++)
            _trueFromSeen[obj] = World.TruePose(obj).Inverse() * Seen(obj);
    }

    /// <inheritdoc/>
    /// <remarks>The believed pose, or one on the line through it and the true one.</remarks>
    public override Pose TruePose(int obj) =>
        _trueFromSeen is { } errors && World.IsRevealed ? (World.TruePose(obj) * errors[obj]).Normalized : Seen(obj);

    private Pose Seen(int obj)
    {
        Pose believed = World.BelievedPose(obj);
        if (Share == 1)
            return believed;
        Vec3 truth = World.TruePose(obj).Position;
        return believed with { Position = truth + (Share * (believed.Position - truth)) };
    }
}
