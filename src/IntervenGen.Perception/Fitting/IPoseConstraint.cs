using IntervenGen.Numerics;

namespace IntervenGen.Perception.Fitting;

/// <summary>Something else that is known about a pose, beside the points.</summary>
public interface IPoseConstraint
{
    /// <summary>Adds its residuals, linearised at a pose.</summary>
    /// <param name="baseFromModel">Where the model is thought to be.</param>
    /// <param name="equations">Residuals are added here, weighted by one over their variance.</param>
    /// <returns>Its cost: the sum of squared residuals over their variances, bounded for residuals that are wild.</returns>
    double Accumulate(in Pose baseFromModel, NormalEquations equations);
}
