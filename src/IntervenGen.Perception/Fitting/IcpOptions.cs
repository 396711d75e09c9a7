namespace IntervenGen.Perception.Fitting;

/// <summary>How points are matched to a model, and when to stop.</summary>
public sealed record IcpOptions
{
    /// <summary>Maximum number of iterations.</summary>
    public int MaxIterations { get; init; } = 60;

    /// <summary>Points farther from the model than this are left out at first, metres.</summary>
    public double FirstGate { get; init; } = 0.03;

    /// <summary>Distance gate of the last iterations, metres: three standard deviations of a small stereo camera at 1 m.</summary>
    public double LastGate { get; init; } = 0.009;

    /// <summary>The gate shrinks by this factor in each step.</summary>
    public double GateShrink { get; init; } = 0.8;

    /// <summary>A point's normal and the model's may differ by at most the angle with this cosine: 60°.</summary>
    public double MinNormalCosine { get; init; } = 0.5;

    /// <summary>Standard deviation of a point along the surface's normal, metres; weighs points against constraints.</summary>
    public double PointSigma { get; init; } = 0.003;

    /// <summary>Steps below this have converged, metres.</summary>
    public double StepTolerance { get; init; } = 1e-6;

    /// <summary>Turns below this have converged, radians.</summary>
    public double TurnTolerance { get; init; } = 1e-5;
}

/// <summary>Where a model was found.</summary>
/// <param name="BaseFromModel">Its pose.</param>
/// <param name="Rms">Root mean square distance of the inliers from the model's faces, metres.</param>
/// <param name="Inliers">Points within the last gate of a face they can belong to.</param>
/// <param name="Iterations">Steps made.</param>
/// <param name="HasConverged">Whether the last step was below the tolerances.</param>
/// <param name="Cost">Mean over the points of the squared distance over its variance, bounded, plus the constraints' cost over
/// the number of points: compares fits of one cloud.</param>
public readonly record struct IcpResult(
    Numerics.Pose BaseFromModel, double Rms, int Inliers, int Iterations, bool HasConverged, double Cost);
