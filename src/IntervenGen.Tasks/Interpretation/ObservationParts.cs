using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>An object's believed pose, absolute and relative to the hand.</summary>
internal sealed class ObjectPose(int obj, Quat usual, Quat usualHand, bool turns) : ObservationPart
{
    private readonly Quat _usualInHand = usualHand.Conjugate * usual;

    public override int Size => 14;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target)
    {
        var writer = new ObservationWriter(target);
        if (turns)
            writer.TurnedObject(lane.BelievedPose(obj), worldFromHand, usualHand, _usualInHand);
        else
            writer.Object(lane.BelievedPose(obj), worldFromHand, usual);
    }
}

/// <summary>An object's believed position, in the world's or the hand's frame.</summary>
internal sealed class ObjectPosition(int obj, bool isRelative) : ObservationPart
{
    public override int Size => 3;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target)
    {
        Vec3 position = lane.BelievedPose(obj).Position;
        new ObservationWriter(target).Position(isRelative ? worldFromHand.Inverse().Transform(position) : position);
    }
}

/// <summary>The direction to a point of an object, as it is believed, in the hand's frame.</summary>
internal sealed class TowardPoint(int obj, Vec3 point) : ObservationPart
{
    public override int Size => 3;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target) =>
        new ObservationWriter(target).Direction(lane.BelievedPose(obj).Transform(point), worldFromHand);
}

/// <summary>The grip site's position, world frame.</summary>
internal sealed class HandPosition : ObservationPart
{
    public override int Size => 3;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target) =>
        new ObservationWriter(target).Position(worldFromHand.Position);
}

/// <summary>The hand's orientation.</summary>
internal sealed class HandOrientation(Quat usualHand) : ObservationPart
{
    public override int Size => 4;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target) =>
        new ObservationWriter(target).Quaternion(worldFromHand.Orientation, usualHand);
}

/// <summary>Positions of both fingers.</summary>
internal sealed class FingerPositions : ObservationPart
{
    public override int Size => 2;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target) =>
        (target[0], target[1]) = ((float)lane.Fingers.First, (float)lane.Fingers.Second);
}

/// <summary>Positions or velocities of the arm's joints.</summary>
internal sealed class JointNumbers(ArmModel arm, bool isVelocity) : ObservationPart
{
    public override int Size => arm.Joints;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target)
    {
        for (int joint = 0; joint < arm.Joints; joint++)
            target[joint] = (float)(isVelocity
                ? lane.Velocities[arm.JointVelocityAddress(joint)]
                : lane.Positions[arm.JointAddress(joint)]);
    }
}

/// <summary>What the wrist feels, or felt in the last touch.</summary>
internal sealed class WristForce(bool isTouch) : ObservationPart
{
    public bool IsTouch => isTouch;

    public override int Size => WristSensor.Size;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target)
    {
        for (int i = 0; i < WristSensor.Size; i++)
            target[i] = (float)lane.Wrench[isTouch ? WristSensor.Size + i : i];
    }
}

/// <summary>What a partial revelation told.</summary>
internal sealed class HintDirection : ObservationPart
{
    public override int Size => 3;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target) =>
        new ObservationWriter(target).Position(lane.Hint);
}

/// <summary>Whether the mistake has been revealed.</summary>
internal sealed class RevealedFlag : ObservationPart
{
    public override int Size => 1;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target) => target[0] = lane.IsRevealed ? 1 : 0;
}

/// <summary>A sensor of the scene, as it was in the last physics substep.</summary>
internal sealed class SensorNumbers(int address, int size) : ObservationPart
{
    public override int Size => size;

    public override void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target)
    {
        ReadOnlySpan<double> data = lane.Sensors.Slice(address, size);
        for (int i = 0; i < size; i++)
            target[i] = (float)data[i];
    }
}
