namespace IntervenGen.Franka.Wire;

/// <summary>How far a motion may stray before it is aborted.</summary>
/// <param name="Translation">Metres.</param>
/// <param name="Rotation">Radians.</param>
/// <param name="Elbow">Radians.</param>
public readonly record struct PoseDeviation(double Translation, double Rotation, double Elbow)
{
    /// <summary>What libfranka always asks for, which never triggers.</summary>
    public static PoseDeviation Unbounded => new(10, 3.12, 2 * Math.PI);
}
