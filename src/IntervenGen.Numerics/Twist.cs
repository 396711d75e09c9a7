namespace IntervenGen.Numerics;

/// <summary>A velocity, or a small displacement, of a rigid frame.</summary>
/// <param name="Linear">Metres per second, or metres; world axes.</param>
/// <param name="Angular">Radians per second, or a rotation vector in radians; world axes.</param>
public readonly record struct Twist(Vec3 Linear, Vec3 Angular)
{
    /// <summary>
    /// The displacement that takes <paramref name="from"/> to <paramref name="to"/>, with position and rotation treated
    /// separately.
    /// </summary>
    /// <remarks>The delta-pose convention of robosuite's OSC_POSE: p' − p and log(R'·Rᵀ), both in world axes.</remarks>
    public static Twist Between(in Pose from, in Pose to) =>
        new(to.Position - from.Position, (to.Orientation * from.Orientation.Conjugate).Log());

    /// <summary>Applies the displacement to a pose: p + linear and exp(angular)·R.</summary>
    public Pose ApplyTo(in Pose pose) =>
        new(pose.Position + Linear, (Quat.Exp(Angular) * pose.Orientation).Normalized);

    /// <summary>Scales the linear and the angular part by the same factor.</summary>
    public static Twist operator *(Twist twist, double scale) => new(twist.Linear * scale, twist.Angular * scale);
}
