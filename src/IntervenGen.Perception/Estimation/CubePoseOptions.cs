using IntervenGen.Core;
using IntervenGen.Perception.Fitting;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Estimation;

/// <summary>How a cube's pose is estimated, and when the estimate is trusted.</summary>
public sealed record CubePoseOptions
{
    /// <summary>Length of the cube's edge, metres.</summary>
    public double Edge { get; init; } = CubeModel.DefaultEdge;

    /// <summary>Height of the table's top in the base frame, metres, if the cube is known to lie flat on it; null if not.</summary>
    public double? TableHeight { get; init; }

    /// <summary>Frames that are fused.</summary>
    public int Frames { get; init; } = 5;

    /// <summary>Whether the outline of the red region is used beside the points.</summary>
    public bool UsesOutline { get; init; } = true;

    /// <summary>Most root mean square distance of points from the faces, metres; at 1 m the noise alone is about 3 mm.</summary>
    public double MaxRms { get; init; } = 0.006;

    /// <summary>Least part of the points that lie on the cube.</summary>
    public double MinInliers { get; init; } = 0.5;

    /// <summary>Least overlap of the red region and the cube's picture: what is left when a finger hides a third.</summary>
    public double MinOverlap { get; init; } = 0.6;

    /// <summary>Most the frames may differ, root mean square, metres.</summary>
    public double MaxPositionSpread { get; init; } = 0.002;

    /// <summary>Most the frames may differ, root mean square, radians.</summary>
    public double MaxRotationSpread { get; init; } = 3 * Math.PI / 180;

    /// <summary>How colour is judged.</summary>
    public RedSegmentation Segmentation { get; init; } = new();

    /// <summary>How points are fitted.</summary>
    public IcpOptions Icp { get; init; } = new();

    /// <summary>How frames are fused.</summary>
    public PoseFusion Fusion { get; init; } = new();

    internal CubePoseOptions Checked()
    {
        if (!(Edge is >= 0.005 and <= 0.5))
            throw new UsageException($"the cube's edge is {Edge} m; it must be between 0.005 and 0.5");
        if (Frames is < 1 or > 1000)
            throw new UsageException($"{Frames} frames are to be fused; it must be between 1 and 1000");
        return this;
    }
}
