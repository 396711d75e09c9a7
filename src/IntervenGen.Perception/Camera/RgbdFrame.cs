namespace IntervenGen.Perception.Camera;

/// <summary>A picture with depth, both of the same pixels: a buffer filled again and again.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class RgbdFrame
{
    /// <summary>Metres per unit of <see cref="Depth"/>: 0.1 mm, which a D415 can be set to and which reaches 6.5 m.</summary>
    public const double DepthUnit = 1e-4;

    /// <summary>Makes a black frame without depth.</summary>
    /// <param name="width">Pixels across, 1 to 4096.</param>
    /// <param name="height">Pixels down, 1 to 4096.</param>
    public RgbdFrame(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, CameraIntrinsics.MaxPixels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, CameraIntrinsics.MaxPixels);
        Width = width;
        Height = height;
        Colour = new byte[width * height * 3];
        Depth = new ushort[width * height];
    }

    /// <summary>Makes a frame of a camera's size.</summary>
    public RgbdFrame(CameraIntrinsics intrinsics)
        : this(intrinsics.Width, intrinsics.Height)
    {
    }

    /// <summary>Width of the frame, pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the frame, pixels.</summary>
    public int Height { get; }

    /// <summary>Shape [height, width, 3]: red, green, blue, top row first.</summary>
    public byte[] Colour { get; }

    /// <summary>Shape [height, width]: z in units of <see cref="DepthUnit"/>; 0 where the camera does not know.</summary>
    public ushort[] Depth { get; }

    /// <summary>When the frame was taken: microseconds since 1970, UTC, by the camera's clock.</summary>
    public long TimestampUs { get; set; }

    /// <summary>z in metres at a pixel's index; 0 where the camera does not know.</summary>
    public double DepthAt(int pixel) => Depth[pixel] * DepthUnit;

    /// <summary>Stores z at a pixel's index, rounded to the unit; what does not fit is unknown.</summary>
    public void SetDepth(int pixel, double metres)
    {
        double units = Math.Round(metres / DepthUnit);
        Depth[pixel] = units is >= 1 and <= ushort.MaxValue ? (ushort)units : (ushort)0;
    }

    /// <summary>Throws unless the frame has the camera's size.</summary>
    /// <exception cref="ArgumentException">It has another.</exception>
    public void RequireSize(CameraIntrinsics intrinsics)
    {
        if (Width != intrinsics.Width || Height != intrinsics.Height)
            throw new ArgumentException($"the frame has {Width} x {Height} pixels, the camera {intrinsics.Width} x {intrinsics.Height}");
    }
}
