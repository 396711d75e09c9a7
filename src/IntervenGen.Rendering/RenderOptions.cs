using IntervenGen.Core;

namespace IntervenGen.Rendering;

/// <summary>What a renderer draws, and how much of it at once.</summary>
public sealed record RenderOptions
{
    /// <summary>Most pixels along a side of a picture.</summary>
    public const int MaxSide = 4096;

    /// <summary>Most pictures in one pass.</summary>
    public const int MaxTiles = 4096;

    /// <summary>Width of a picture, pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of a picture, pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Most pictures of one pass: lanes times cameras.</summary>
    public int Tiles { get; init; } = 1;

    /// <summary>What is read back.</summary>
    public PictureParts Parts { get; init; } = PictureParts.Colour;

    /// <summary>Whether the first light that casts shadows does.</summary>
    public bool Shadows { get; init; } = true;

    /// <summary>Samples along each side of a pixel: 1, or 2 for smooth edges. Depth and segmentation need 1: a depth of several samples is
    /// none of them.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Nearest distance along the optical axis that is drawn, metres. There is no farthest.</summary>
    public double Near { get; init; } = 0.01;

    /// <summary>Index of the device; null for the environment's choice, or the first that works.</summary>
    public int? Device { get; init; }

    /// <summary>Pixels along a side of each lane's shadow map; 0 for as many as suit the picture.</summary>
    public int ShadowPixels { get; init; }

    /// <summary>Whether round shapes are cut into as many flat faces as MuJoCo's own renderer draws. They are exact otherwise, and a good
    /// deal faster.</summary>
    public bool Faceted { get; init; }

    internal RenderOptions Checked()
    {
        Require(Width, 1, MaxSide, "width", "px");
        Require(Height, 1, MaxSide, "height", "px");
        Require(Tiles, 1, MaxTiles, "pictures in a pass", "");
        Require(Samples, 1, 2, "samples along a pixel's side", "");
        if (!(Near > 0 && Near < 10))
            throw new ArgumentException($"nothing nearer than {Near} m is drawn; it must be above 0 and below 10 m");
        if (Samples > 1 && Parts != PictureParts.Colour)
            throw new ArgumentException($"{Parts} with {Samples} x {Samples} samples: only colour can have several samples a pixel");
        if (Parts == PictureParts.None)
            throw new ArgumentException("a renderer of nothing: ask for colour, depth or segmentation");
        return this;
    }

    private static void Require(int value, int min, int max, string what, string unit)
    {
        if (value < min || value > max)
            throw new UsageException($"{what}: {value}; {min} to {max} {unit}".TrimEnd() + " can be drawn");
    }
}

/// <summary>What a picture consists of.</summary>
[Flags]
public enum PictureParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Red, green and blue.</summary>
    Colour = 1,

    /// <summary>Distance along the optical axis.</summary>
    Depth = 2,

    /// <summary>Which shape is seen.</summary>
    Segmentation = 4,
}
