using IntervenGen.Numerics;

namespace IntervenGen.Perception.Camera;

/// <summary>Turns a perfect depth picture into one like a small active stereo camera's.</summary>
/// <remarks>
/// <para>Stereo measures a disparity d = f b / z, so all errors are made in disparity: an error δ moves z by z² δ / (f b).</para>
/// <para>Per pixel, in this order. 1. <i>Lateral jitter</i>: the depth is that of a pixel beside it, because a matching window
/// decides where an edge lies. 2. <i>Flying pixel</i>: at a jump in depth some pixels get a depth in between, because their
/// window holds both.
/// 3. <i>Axial noise</i>: half its variance is a pixel's and a frame's own, half is a
/// pattern that pixels in one matching window share and that stays from frame to frame: fusing frames does not remove it.
/// 4. <i>Quantisation</i> of the disparity. 5. <i>Dropout</i>: at jumps, on surfaces seen at a grazing angle, and a few anywhere.</para>
/// <para>Deterministic: (seed, frame) gives the same noise, seed alone the pattern. One thread at a time; allocates nothing
/// after the first frame.</para>
/// </remarks>
public sealed class DepthNoise
{
    private const uint FrameStream = 0x4E4F4953, PatternStream = 0x50415454;

    private readonly ulong _seed;
    private float[] _pattern = [];
    private int _across;

    /// <summary>Makes the noise of a seed.</summary>
    public DepthNoise(ulong seed) => _seed = seed;

    /// <summary>Distance of the two imagers, metres. D415: 55 mm (Intel's D400 datasheet).</summary>
    public double Baseline { get; init; } = 0.055;

    /// <summary>Standard deviation of the disparity, pixels. Intel's tuning guide for D400: below 0.1 on textured targets when
    /// well tuned; 0.08 is taken as typical.</summary>
    public double DisparitySigma { get; init; } = 0.08;

    /// <summary>Part of the variance that is a fixed pattern. A matching window cannot err independently in each of its pixels,
    /// nor in each frame of a scene at rest; half is an assumption.</summary>
    public double PatternVariance { get; init; } = 0.5;

    /// <summary>Distance over which the pattern changes, pixels: about a matching window. An assumption.</summary>
    public int WindowPixels { get; init; } = 5;

    /// <summary>Step of the disparity, pixels: D400 delivers 5 bits below the pixel (Intel's paper on subpixel linearity).</summary>
    public double DisparityStep { get; init; } = 1.0 / 32;

    /// <summary>Standard deviation of the place a pixel's depth comes from, pixels. Figures for structured-light and stereo
    /// sensors lie between 0.5 and 1 (Nguyen, Izadi, Lovell 2012: 0.8 for Kinect).</summary>
    public double LateralSigma { get; init; } = 0.6;

    /// <summary>Chance that a pixel at a jump in depth floats between the two surfaces. An assumption.</summary>
    public double FlyingChance { get; init; } = 0.25;

    /// <summary>Chance that a pixel at a jump in depth has none: one of the imagers does not see it. An assumption.</summary>
    public double EdgeDropout { get; init; } = 0.2;

    /// <summary>Chance that a pixel anywhere has none. An assumption.</summary>
    public double RandomDropout { get; init; } = 0.005;

    /// <summary>Cosine of the angle between surface and ray below which pixels begin to drop out; at 0 all are gone. 0.25 is 75°.</summary>
    public double GrazingCosine { get; init; } = 0.25;

    /// <summary>Depths that leave the plane through their neighbours by more than this are on two surfaces, metres.</summary>
    public double Jump { get; init; } = 0.015;

    /// <summary>Fills a frame's depth from a perfect picture.</summary>
    /// <param name="clean">Shape [height, width], z in metres, 0 where nothing is.</param>
    /// <param name="intrinsics">The camera.</param>
    /// <param name="frameIndex">Which frame of the stream: another index, another noise.</param>
    /// <param name="frame">Its depth is filled; its colour stays.</param>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public void Apply(ReadOnlySpan<float> clean, CameraIntrinsics intrinsics, ulong frameIndex, RgbdFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.RequireSize(intrinsics);
        if (clean.Length != intrinsics.PixelCount)
            throw new ArgumentException($"{clean.Length} depths for {intrinsics.PixelCount} pixels");
        var random = new CounterRandom(_seed, frameIndex, FrameStream);
        MakePattern(intrinsics);
        double own = DisparitySigma * Math.Sqrt(1 - PatternVariance);
        double focalTimesBaseline = intrinsics.Fx * Baseline;
        for (int v = 0; v < intrinsics.Height; v++)
        {
            for (int u = 0; u < intrinsics.Width; u++)
            {
                double z = Surface(clean, intrinsics, u, v, ref random);
                double disparity = (focalTimesBaseline / z) + (own * random.NextGaussian()) + PatternAt(u, v);
                disparity = Math.Round(disparity / DisparityStep) * DisparityStep;
                frame.SetDepth((v * intrinsics.Width) + u, z > 0 && disparity > 0 ? focalTimesBaseline / disparity : 0);
            }
        }
    }

    // The depth that reaches a pixel before axial noise; 0 if none does.
    private double Surface(ReadOnlySpan<float> clean, CameraIntrinsics intrinsics, int u, int v, ref CounterRandom random)
    {
        int fromU = Math.Clamp(u + (int)Math.Round(LateralSigma * random.NextGaussian()), 0, intrinsics.Width - 1);
        int fromV = Math.Clamp(v + (int)Math.Round(LateralSigma * random.NextGaussian()), 0, intrinsics.Height - 1);
        double chance = random.NextDouble(), where = random.NextDouble();
        double z = clean[(fromV * intrinsics.Width) + fromU];
        if (z <= 0 || chance < RandomDropout)
            return 0;
        if (IsJump(clean, intrinsics, fromU, fromV))
        {
            (double min, double max) = Around(clean, intrinsics, fromU, fromV);
            if (chance < RandomDropout + EdgeDropout)
                return 0;
            return chance < RandomDropout + EdgeDropout + FlyingChance ? min + (where * (max - min)) : z;
        }

        double cosine = Cosine(clean, intrinsics, fromU, fromV);
        return cosine < GrazingCosine && where > cosine / GrazingCosine ? 0 : z;
    }

    // Along a plane, however steep, the middle of three neighbours' 1/z is the mean of the others'.
    private bool IsJump(ReadOnlySpan<float> clean, CameraIntrinsics intrinsics, int u, int v)
    {
        int at = (v * intrinsics.Width) + u;
        return (u > 0 && u < intrinsics.Width - 1 && Bends(clean[at - 1], clean[at], clean[at + 1]))
            || (v > 0 && v < intrinsics.Height - 1 && Bends(clean[at - intrinsics.Width], clean[at], clean[at + intrinsics.Width]));
    }

    private bool Bends(double before, double here, double after) =>
        before > 0 && after > 0 && here * here * Math.Abs((2 / here) - (1 / before) - (1 / after)) > Jump;

    private static (double Least, double Most) Around(ReadOnlySpan<float> clean, CameraIntrinsics intrinsics, int u, int v)
    {
        double min = double.PositiveInfinity, max = 0;
        for (int y = Math.Max(v - 1, 0); y <= Math.Min(v + 1, intrinsics.Height - 1); y++)
        {
            for (int x = Math.Max(u - 1, 0); x <= Math.Min(u + 1, intrinsics.Width - 1); x++)
            {
                double z = clean[(y * intrinsics.Width) + x];
                if (z <= 0)
                    continue;
                min = Math.Min(min, z);
                max = Math.Max(max, z);
            }
        }

        return (min, max);
    }

    // On a plane 1/z is linear in the pixel, with the normal's components as slopes.
    private static double Cosine(ReadOnlySpan<float> clean, CameraIntrinsics intrinsics, int u, int v)
    {
        int left = Math.Max(u - 1, 0), right = Math.Min(u + 1, intrinsics.Width - 1);
        int up = Math.Max(v - 1, 0), down = Math.Min(v + 1, intrinsics.Height - 1);
        double zLeft = clean[(v * intrinsics.Width) + left], zRight = clean[(v * intrinsics.Width) + right];
        double zUp = clean[(up * intrinsics.Width) + u], zDown = clean[(down * intrinsics.Width) + u];
        if (zLeft <= 0 || zRight <= 0 || zUp <= 0 || zDown <= 0)
            return 1;
        double a = intrinsics.Fx * ((1 / zRight) - (1 / zLeft)) / Math.Max(right - left, 1);
        double b = intrinsics.Fy * ((1 / zDown) - (1 / zUp)) / Math.Max(down - up, 1);
        Vec3 ray = intrinsics.Deproject(u, v, 1);
        double c = (1 / (double)clean[(v * intrinsics.Width) + u]) - (a * ray.X) - (b * ray.Y);
        var normal = new Vec3(a, b, c);
        return Math.Abs(Vec3.Dot(normal, ray)) / (normal.Length * ray.Length);
    }

    // A coarse grid of normal numbers, blended between its nodes.
    private void MakePattern(CameraIntrinsics intrinsics)
    {
        int across = (intrinsics.Width / WindowPixels) + 2, down = (intrinsics.Height / WindowPixels) + 2;
        if (_across == across && _pattern.Length == across * down)
            return;
        (_across, _pattern) = (across, new float[across * down]);
        var random = new CounterRandom(_seed, 0, PatternStream);
        double sigma = DisparitySigma * Math.Sqrt(PatternVariance);
        for (int i = 0; i < _pattern.Length; i++)
            _pattern[i] = (float)(sigma * random.NextGaussian());
    }

    private double PatternAt(int u, int v)
    {
        (int column, int row) = (u / WindowPixels, v / WindowPixels);
        double s = (double)(u % WindowPixels) / WindowPixels, t = (double)(v % WindowPixels) / WindowPixels;
        int at = (row * _across) + column;
        double value = ((1 - t) * (((1 - s) * _pattern[at]) + (s * _pattern[at + 1])))
            + (t * (((1 - s) * _pattern[at + _across]) + (s * _pattern[at + _across + 1])));
        // Blending shrinks the variance between nodes; divided out, it is the same everywhere.
        return value / Math.Sqrt((((1 - s) * (1 - s)) + (s * s)) * (((1 - t) * (1 - t)) + (t * t)));
    }
}
