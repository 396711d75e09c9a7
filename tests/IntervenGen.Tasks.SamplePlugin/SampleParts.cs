using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Interpretation;

namespace IntervenGen.Tasks.SamplePlugin;

/// <summary>Holds while the first object is left of the second, seen from the robot.</summary>
public sealed class LeftOf : TaskPredicate
{
    /// <inheritdoc/>
    public override bool Holds(SimulatedLane lane) => lane.TruePose(0).Position.Y > lane.TruePose(1).Position.Y;
}

/// <summary>The belief is 3 cm further away.</summary>
public sealed class TooFar : BeliefLaw
{
    /// <inheritdoc/>
    public override Pose Apply(in Pose truth, ref CounterRandom random) =>
        truth with { Position = truth.Position + new Vec3(0.03, 0, 0) };
}

/// <summary>The distance of the hand from the believed bin.</summary>
public sealed class DistanceLeft : ObservationPart
{
    /// <inheritdoc/>
    public override int Size => 1;

    /// <inheritdoc/>
    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target) =>
        target[0] = (float)(lane.BelievedPose(1).Position - worldFromHand.Position).Length;
}

/// <summary>A predicate with a fault.</summary>
public sealed class Broken : TaskPredicate
{
    /// <inheritdoc/>
    public override bool Holds(SimulatedLane lane) => throw new InvalidOperationException("the sample is broken");
}

/// <summary>A predicate that cannot be made.</summary>
public sealed class Unmade : TaskPredicate
{
    /// <summary>Fails.</summary>
    public Unmade() => throw new InvalidOperationException("the sample can't be made");

    /// <inheritdoc/>
    public override bool Holds(SimulatedLane lane) => true;
}

/// <summary>A whole task in C#: to hold the block higher than a metre.</summary>
public sealed class LiftTask : SimulatedTask
{
    private readonly int _block, _address;

    /// <summary>Compiles the scene.</summary>
    public LiftTask(TaskContext context)
        : base(context.Scene, context.Robot.Arm, new TaskElements { FreeBodies = ["block"] }, context.Options.Names)
    {
        _block = BodyId("block");
        _address = FreeAddress("block");
        Spec = new TaskSpec
        {
            Name = context.Name,
            Summary = "Hold a block higher than a metre.",
            Observations = [new ObservationField("object", 3)],
            Objects = ["block"],
            Subtasks = [new SubtaskSpec("lift", 0)],
            ActionSize = 7,
            StateSize = StateSizeFor(1),
            Horizon = 50,
            ModelHash = context.Robot.HashOf(ModelHash),
            Robot = context.Robot.Reference,
            Source = context.Source,
        };
    }

    /// <inheritdoc/>
    public override TaskSpec Spec { get; }

    /// <inheritdoc/>
    public override ulong TriggerPairs => 0;

    /// <inheritdoc/>
    public override MjCamera Camera => new(0, 0, 0.9, 1, 120, -20);

    /// <inheritdoc/>
    public override void PlaceScene(SimulatedLane lane, in EpisodeKey key) =>
        new Pose(new Vec3(0.1, 0, 0.83), Quat.Identity).WriteTo(lane.Positions.Slice(_address, Pose.Size));

    /// <inheritdoc/>
    public override Pose SampleBelief(SimulatedLane lane, int obj, in EpisodeKey key) => TruePose(lane, obj);

    /// <inheritdoc/>
    public override bool IsTracked(int obj) => true;

    /// <inheritdoc/>
    public override Pose TruePose(SimulatedLane lane, int obj) => lane.BodyPose(_block);

    /// <inheritdoc/>
    public override void Observe(SimulatedLane lane, Span<float> observation)
    {
        Vec3 position = TruePose(lane, 0).Position;
        (observation[0], observation[1], observation[2]) = ((float)position.X, (float)position.Y, (float)position.Z);
    }

    /// <inheritdoc/>
    public override bool IsSuccess(SimulatedLane lane) => TruePose(lane, 0).Position.Z > 1;

    /// <inheritdoc/>
    public override bool IsSubtaskDone(SimulatedLane lane, int subtask) => IsSuccess(lane);

    /// <inheritdoc/>
    public override bool IsRecoverable(SimulatedLane lane) => true;
}
