using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Fitting;

/// <summary>The edge of the red region is the outline of the cube.</summary>
/// <remarks>
/// Points on two faces do not say where the cube ends along the edge between them, and a stereo camera's depth is worst at
/// edges; the colour's edge is sharp to a pixel. Residual: distance in pixels from the projected outline, of every place
/// where the region ends, except where something in front of the cube cuts it off. Tukey's weights. One thread.
/// </remarks>
public sealed class OutlineConstraint : IPoseConstraint
{
    // What is this much nearer than the cube's pixel beside it stands in front of the cube, metres.
    private const double InFront = 0.02;

    private readonly CubeModel _cube;
    private readonly CameraIntrinsics _intrinsics;
    private readonly Pose _cameraFromBase;
    private readonly Quat _baseFromCamera;
    private readonly ImageRegion _region;
    private readonly double[] _u, _v;

    /// <summary>Collects where a region ends.</summary>
    /// <param name="frame">The picture, for what stands in front.</param>
    /// <param name="region">The red region; its mask is read again by <see cref="Overlap"/>.</param>
    /// <param name="intrinsics">The camera.</param>
    /// <param name="baseFromCamera">Where the camera is.</param>
    /// <param name="cube">The cube.</param>
    public OutlineConstraint(RgbdFrame frame, in ImageRegion region, CameraIntrinsics intrinsics, in Pose baseFromCamera, CubeModel cube)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.RequireSize(intrinsics);
        (_cube, _intrinsics, _region) = (cube, intrinsics, region);
        _cameraFromBase = baseFromCamera.Inverse();
        _baseFromCamera = baseFromCamera.Orientation;
        (List<double> us, List<double> vs) = ([], []);
        for (int v = region.Top; v <= region.Bottom; v++)
        {
            for (int u = region.Left; u <= region.Right; u++)
            {
                if (region.Mask[(v * frame.Width) + u] == 0)
                    continue;
                Offer(frame, u, v, -1, 0, us, vs);
                Offer(frame, u, v, 1, 0, us, vs);
                Offer(frame, u, v, 0, -1, us, vs);
                Offer(frame, u, v, 0, 1, us, vs);
            }
        }

        (_u, _v) = ([.. us], [.. vs]);
    }

    /// <summary>Standard deviation of where a region ends, pixels: whole pixels alone give 0.3, a blurred colour edge as much
    /// again.</summary>
    public double Sigma { get; init; } = 0.6;

    /// <summary>Beyond this distance a place is not the cube's edge, pixels.</summary>
    public double Cutoff { get; init; } = 6;

    /// <summary>Places where the region ends.</summary>
    public int Count => _u.Length;

    /// <inheritdoc/>
    public double Accumulate(in Pose baseFromModel, NormalEquations equations)
    {
        ArgumentNullException.ThrowIfNull(equations);
        Span<Vec3> arms = stackalloc Vec3[8];
        Span<Vec3> corners = stackalloc Vec3[8];
        Project(baseFromModel, arms, corners);
        double stiffness = 1 / (Sigma * Sigma), ceiling = Cutoff * Cutoff / 6;
        var outline = new CubeSilhouette(corners, _intrinsics, stackalloc int[2 * CubeSilhouette.Most], stackalloc double[16]);
        if (outline.Count == 0)
            return ceiling * stiffness * Count;
        double cost = 0;
        for (int i = 0; i < _u.Length; i++)
        {
            (int edge, double along, double distance, double nu, double nv) = outline.Nearest(_u[i], _v[i]);
            double ratio = distance / Cutoff, rest = 1 - (ratio * ratio);
            if (rest <= 0)
            {
                cost += ceiling * stiffness;
                continue;
            }

            cost += ceiling * (1 - (rest * rest * rest)) * stiffness;
            (int a, int b) = (outline.Corner(edge), outline.Corner(edge + 1));
            // The distance shrinks as the outline moves along its normal.
            Vec3 byA = Gradient(corners[a], -nu, -nv) * (1 - along), byB = Gradient(corners[b], -nu, -nv) * along;
            equations.Add(byA + byB, Vec3.Cross(arms[a], byA) + Vec3.Cross(arms[b], byB), distance, rest * rest * stiffness);
        }

        return cost;
    }

    /// <summary>How well region and cube cover each other: pixels in both over pixels in either, 0 to 1.</summary>
    public double Overlap(in Pose baseFromModel)
    {
        Span<Vec3> arms = stackalloc Vec3[8];
        Span<Vec3> corners = stackalloc Vec3[8];
        Project(baseFromModel, arms, corners);
        Span<double> pixels = stackalloc double[16];
        var outline = new CubeSilhouette(corners, _intrinsics, stackalloc int[2 * CubeSilhouette.Most], pixels);
        if (outline.Count == 0)
            return 0;
        (double left, double right, double top, double bottom) = (pixels[0], pixels[0], pixels[1], pixels[1]);
        for (int i = 1; i < 8; i++)
        {
            (left, right) = (Math.Min(left, pixels[2 * i]), Math.Max(right, pixels[2 * i]));
            (top, bottom) = (Math.Min(top, pixels[(2 * i) + 1]), Math.Max(bottom, pixels[(2 * i) + 1]));
        }

        (int both, int cube) = (0, 0);
        for (int v = (int)Math.Max(0, Math.Floor(top)); v <= Math.Min(_intrinsics.Height - 1, bottom); v++)
        {
            for (int u = (int)Math.Max(0, Math.Floor(left)); u <= Math.Min(_intrinsics.Width - 1, right); u++)
            {
                if (!outline.Contains(u, v))
                    continue;
                cube++;
                both += _region.Mask[(v * _intrinsics.Width) + u];
            }
        }

        return (double)both / (cube + _region.Count - both);
    }

    // Arms: from the cube's middle to its corners, base axes. Corners: camera axes.
    private void Project(in Pose baseFromModel, Span<Vec3> arms, Span<Vec3> corners)
    {
        for (int i = 0; i < 8; i++)
        {
            arms[i] = baseFromModel.Orientation.Rotate(_cube.Corners[i]);
            corners[i] = _cameraFromBase.Transform(baseFromModel.Position + arms[i]);
        }
    }

    // How nu · u + nv · v of a corner's pixel changes with the corner's place in the base frame.
    private Vec3 Gradient(Vec3 corner, double nu, double nv)
    {
        double x = nu * _intrinsics.Fx / corner.Z, y = nv * _intrinsics.Fy / corner.Z;
        return _baseFromCamera.Rotate(new Vec3(x, y, -((x * corner.X) + (y * corner.Y)) / corner.Z));
    }

    private void Offer(RgbdFrame frame, int u, int v, int du, int dv, List<double> us, List<double> vs)
    {
        (int nextU, int nextV) = (u + du, v + dv);
        // At the picture's border the region is cut off, not the cube.
        if (nextU < 0 || nextV < 0 || nextU >= frame.Width || nextV >= frame.Height)
            return;
        int next = (nextV * frame.Width) + nextU;
        if (_region.Mask[next] != 0 || IsBehind(frame, (v * frame.Width) + u, next))
            return;
        us.Add(u + (0.5 * du));
        vs.Add(v + (0.5 * dv));
    }

    private static bool IsBehind(RgbdFrame frame, int cube, int other) =>
        frame.Depth[cube] != 0 && frame.Depth[other] != 0 && frame.DepthAt(cube) - frame.DepthAt(other) > InFront;
}
