using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Parts;

/// <summary>Writes an observation block by block in robomimic's conventions.</summary>
/// <remarks>
/// The one place where quaternions become (x, y, z, w). robosuite's <c>eef_quat</c> is the hand body's orientation:
/// the grip frame turned by +90° about its z axis. Of a quaternion's two signs the one nearer to a fixed reference is
/// written, because for a hand that points down w is near 0 and a rule on its sign would flip along a motion.
/// </remarks>
internal ref struct ObservationWriter(Span<float> target)
{
    // Where a direction begins to shrink, metres: the size of what fingers take hold of.
    private const double Close = 0.02;

    private Span<float> _left = target;

    /// <summary>The pose of the hand: the grip site's position with the hand body's orientation, world frame.</summary>
    public static Pose WorldFromHand(in Pose worldFromGrip) =>
        new(worldFromGrip.Position, worldFromGrip.Orientation * GripFrame.FromHand);

    /// <summary>
    /// Writes an object's 14 numbers: world position and quaternion, then position and quaternion relative to the end effector.
    /// </summary>
    /// <param name="worldFromObject">Believed pose of the object, world frame.</param>
    /// <param name="worldFromHand">The hand's pose, from <see cref="WorldFromHand"/>.</param>
    /// <param name="usual">An orientation in the middle of the range that the object has in the task, world frame.</param>
    public void Object(in Pose worldFromObject, in Pose worldFromHand, Quat usual)
    {
        Pose handFromObject = worldFromHand.Inverse() * worldFromObject;
        Position(worldFromObject.Position);
        Quaternion(worldFromObject.Orientation, usual);
        Position(handFromObject.Position);
        Quaternion(handFromObject.Orientation, GripFrame.HandDown.Conjugate * usual);
    }

    /// <summary>Writes the same 14 numbers for an object with an arbitrary yaw.</summary>
    /// <param name="worldFromObject">Believed pose of the object, world frame.</param>
    /// <param name="worldFromHand">The hand's pose, from <see cref="WorldFromHand"/>.</param>
    /// <param name="usualHand">An orientation in the middle of the hand's range in the task, world frame.</param>
    /// <param name="usualInHand">An orientation in the middle of the object's range relative to the hand.</param>
    /// <remarks>
    /// No fixed reference suits an object with a whole turn of yaw: wherever the sign flips, some object lies. Relative to
    /// the hand it has less than a turn, so the sign is chosen there, and the sign of the hand times that of the object
    /// in the hand is the sign in the world: while the object is held, neither flips, however it is carried.
    /// </remarks>
    public void TurnedObject(in Pose worldFromObject, in Pose worldFromHand, Quat usualHand, Quat usualInHand)
    {
        Pose handFromObject = worldFromHand.Inverse() * worldFromObject;
        Quat inHand = handFromObject.Orientation.AlignedTo(usualInHand);
        Position(worldFromObject.Position);
        Quaternion(worldFromObject.Orientation, worldFromHand.Orientation.AlignedTo(usualHand) * inHand);
        Position(handFromObject.Position);
        Quaternion(inHand, usualInHand);
    }

    /// <summary>
    /// Writes the direction from the end effector to a point, end-effector frame: 3 numbers, of length 1 far away and 0 at the
    /// point.
    /// </summary>
    /// <remarks>
    /// A learner scales every number by its spread over the whole task, tens of centimetres for a position, and the
    /// millimetres that decide a grasp drown. Here half the range is used up within 12 mm of the point.
    /// </remarks>
    public void Direction(Vec3 inWorld, in Pose worldFromHand)
    {
        Vec3 left = worldFromHand.Inverse().Transform(inWorld);
        Position(left * (1 / Math.Sqrt(Vec3.Dot(left, left) + (Close * Close))));
    }

    /// <summary>Writes a position: three numbers, metres.</summary>
    public void Position(Vec3 position)
    {
        Number(position.X);
        Number(position.Y);
        Number(position.Z);
    }

    /// <summary>Writes a quaternion: four numbers, (x, y, z, w), with the sign nearer to the reference.</summary>
    public void Quaternion(Quat orientation, Quat reference)
    {
        Quat aligned = orientation.AlignedTo(reference);
        Number(aligned.X);
        Number(aligned.Y);
        Number(aligned.Z);
        Number(aligned.W);
    }

    /// <summary>Writes a single number.</summary>
    public void Number(double value)
    {
        _left[0] = (float)value;
        _left = _left[1..];
    }
}
