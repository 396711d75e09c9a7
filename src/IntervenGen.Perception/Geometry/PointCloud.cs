using System.Globalization;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Perception.Geometry;

/// <summary>Points of a surface as a camera saw them, with the surface's normals where they are known.</summary>
/// <remarks>Metres, in one frame. Constant after it is made; any number of threads.</remarks>
public sealed class PointCloud
{
    // A normal from fewer depths than this says little: 3 fix a plane, the rest averages noise.
    private const int MinForNormal = 9;

    private readonly Vec3[] _points, _normals;

    /// <summary>Takes points and normals.</summary>
    /// <param name="points">Metres.</param>
    /// <param name="normals">One per point, unit and towards the viewpoint, or zero where unknown; or empty for all unknown.</param>
    /// <param name="viewpoint">Where the camera was, in the same frame.</param>
    public PointCloud(ReadOnlySpan<Vec3> points, ReadOnlySpan<Vec3> normals, Vec3 viewpoint)
    {
        if (!normals.IsEmpty && normals.Length != points.Length)
            throw new ArgumentException($"{points.Length} points and {normals.Length} normals");
        _points = points.ToArray();
        _normals = normals.IsEmpty ? new Vec3[points.Length] : normals.ToArray();
        Viewpoint = viewpoint;
    }

    /// <summary>Number of points in the cloud.</summary>
    public int Count => _points.Length;

    /// <summary>Points of the cloud, metres, in the frame asked for.</summary>
    public ReadOnlySpan<Vec3> Points => _points;

    /// <summary>Unit normals towards the viewpoint; zero where unknown.</summary>
    public ReadOnlySpan<Vec3> Normals => _normals;

    /// <summary>Where the camera was.</summary>
    public Vec3 Viewpoint { get; }

    /// <summary>Median of the coordinates, each by itself: the middle of what is seen, whatever a few wild points do.</summary>
    public Vec3 Median()
    {
        double[] numbers = new double[Count];
        return new Vec3(Middle(p => p.X), Middle(p => p.Y), Middle(p => p.Z));

        double Middle(Func<Vec3, double> component)
        {
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = component(_points[i]);
            Array.Sort(numbers);
            return numbers[numbers.Length / 2];
        }
    }

    /// <summary>The points of a region of a frame.</summary>
    /// <param name="frame">Depths.</param>
    /// <param name="region">Which pixels.</param>
    /// <param name="intrinsics">The camera.</param>
    /// <param name="baseFromCamera">Moves the points into the frame wanted.</param>
    /// <param name="minPoints">Fewest points that will do.</param>
    /// <param name="normalRadius">Normals are of the plane through the depths within this many pixels; 0 for none.</param>
    /// <exception cref="PerceptionException">Too few pixels of the region have a depth.</exception>
    public static PointCloud FromRegion(
        RgbdFrame frame, in ImageRegion region, CameraIntrinsics intrinsics, in Pose baseFromCamera, int minPoints = 60,
        int normalRadius = 3)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.RequireSize(intrinsics);
        var points = new List<Vec3>(region.Count);
        var normals = new List<Vec3>(region.Count);
        for (int v = region.Top; v <= region.Bottom; v++)
        {
            for (int u = region.Left; u <= region.Right; u++)
            {
                int at = (v * frame.Width) + u;
                if (region.Mask[at] == 0 || frame.Depth[at] == 0)
                    continue;
                points.Add(baseFromCamera.Transform(intrinsics.Deproject(u, v, frame.DepthAt(at))));
                Vec3 normal = normalRadius > 0 ? Normal(frame, region, intrinsics, u, v, normalRadius) : default;
                normals.Add(baseFromCamera.Orientation.Rotate(normal));
            }
        }

        if (points.Count < minPoints)
        {
            throw new PerceptionException(string.Create(CultureInfo.InvariantCulture,
                $"only {points.Count} of the {region.Count} red pixels have a depth, {minPoints} were needed (too near, too "
                    + $"far, or too shiny?)"));
        }

        return new PointCloud(points.ToArray(), normals.ToArray(), baseFromCamera.Position);
    }

    // On a plane with normal n, 1/z = n·(x/z, y/z, 1) up to a factor: three numbers fitted by least squares. In 1/z the
    // noise of a stereo camera is the same everywhere, so no weights are needed.
    private static Vec3 Normal(RgbdFrame frame, in ImageRegion region, CameraIntrinsics intrinsics, int u, int v, int radius)
    {
        double sxx = 0, sxy = 0, sx = 0, syy = 0, sy = 0, sxd = 0, syd = 0, sd = 0;
        int count = 0;
        int last = Math.Min(v + radius, region.Bottom), max = Math.Min(u + radius, region.Right);
        for (int row = Math.Max(v - radius, region.Top); row <= last; row++)
        {
            for (int column = Math.Max(u - radius, region.Left); column <= max; column++)
            {
                int at = (row * frame.Width) + column;
                if (region.Mask[at] == 0 || frame.Depth[at] == 0)
                    continue;
                double x = column - u, y = row - v, d = 1 / frame.DepthAt(at);
                sxx += x * x;
                sxy += x * y;
                sx += x;
                syy += y * y;
                sy += y;
                sxd += x * d;
                syd += y * d;
                sd += d;
                count++;
            }
        }

        if (count < MinForNormal)
            return default;
        // Slopes about the mean.
        double mxx = sxx - (sx * sx / count), mxy = sxy - (sx * sy / count), myy = syy - (sy * sy / count);
        double mxd = sxd - (sx * sd / count), myd = syd - (sy * sd / count);
        double determinant = (mxx * myy) - (mxy * mxy);
        if (determinant < 1)
            return default;
        double slopeU = ((myy * mxd) - (mxy * myd)) / determinant, slopeV = ((mxx * myd) - (mxy * mxd)) / determinant;
        double here = (sd - (slopeU * sx) - (slopeV * sy)) / count;
        double a = slopeU * intrinsics.Fx, b = slopeV * intrinsics.Fy;
        Vec3 ray = intrinsics.Deproject(u, v, 1);
        var normal = new Vec3(a, b, here - (a * ray.X) - (b * ray.Y));
        double length = normal.Length;
        // n·ray = 1/z > 0 points away from the camera.
        return length > 0 ? normal * (-1 / length) : default;
    }
}
