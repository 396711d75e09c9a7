using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks.Operators;

namespace IntervenGen;

/// <summary>A world as somebody sees it who takes beliefs for the truth, until they are revealed.</summary>
/// <remarks>A scripted operator who acts in it makes the mistake that a policy without recoveries makes.</remarks>
internal sealed class MistakenView : OperatorView
{
    public MistakenView(IEnvironment world) => World = world;

    public override Pose TruePose(int obj) => World.BelievedPose(obj);
}
