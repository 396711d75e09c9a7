using IntervenGen.Numerics;

namespace IntervenGen.Perception.Geometry;

/// <summary>A cube: its origin is the middle, its axes are normal to the faces.</summary>
/// <remarks>Points are the middles of a grid of squares on each face: none lies on an edge, where a normal has no meaning.</remarks>
public sealed class CubeModel : SurfaceModel
{
    /// <summary>The cube of the task Block Grasp: 5 cm.</summary>
    public const double DefaultEdge = 0.05;

    private const double Spacing = 0.0025;

    private static readonly Quat[] s_symmetries = MakeSymmetries();

    private CubeModel(double edge, Vec3[] points, Vec3[] normals)
        : base(points, normals)
    {
        Edge = edge;
        double half = 0.5 * edge;
        for (int i = 0; i < 8; i++)
            _corners[i] = new Vec3((i & 1) == 0 ? -half : half, (i & 2) == 0 ? -half : half, (i & 4) == 0 ? -half : half);
    }

    private readonly Vec3[] _corners = new Vec3[8];

    /// <summary>Length of an edge, metres.</summary>
    public double Edge { get; }

    /// <summary>The 8 corners, metres; bit 0 of the index is the sign of x, bit 1 of y, bit 2 of z.</summary>
    public ReadOnlySpan<Vec3> Corners => _corners;

    /// <summary>The 24 rotations after which a cube looks the same; the first is none.</summary>
    public static ReadOnlySpan<Quat> Symmetries => s_symmetries;

    /// <summary>Samples a cube's surface.</summary>
    /// <param name="edge">Metres, 0.005 to 0.5.</param>
    public static CubeModel Of(double edge = DefaultEdge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(edge, 0.005);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(edge, 0.5);
        int side = Math.Clamp((int)Math.Round(edge / Spacing), 8, 40);
        var points = new Vec3[6 * side * side];
        var normals = new Vec3[points.Length];
        int at = 0;
        for (int face = 0; face < 6; face++)
        {
            double sign = face < 3 ? 1 : -1;
            for (int i = 0; i < side * side; i++, at++)
            {
                double a = edge * ((((i % side) + 0.5) / side) - 0.5), b = edge * ((((i / side) + 0.5) / side) - 0.5);
                double out_ = sign * 0.5 * edge;
                (points[at], normals[at]) = (face % 3) switch
                {
                    0 => (new Vec3(out_, a, b), new Vec3(sign, 0, 0)),
                    1 => (new Vec3(b, out_, a), new Vec3(0, sign, 0)),
                    _ => (new Vec3(a, b, out_), new Vec3(0, 0, sign)),
                };
            }
        }

        return new CubeModel(edge, points, normals);
    }

    /// <summary>Of the 24 names of a cube's orientation, the one nearest to another orientation.</summary>
    /// <param name="orientation">Frame from cube.</param>
    /// <param name="reference">Frame from cube, or the identity for the frame's own axes.</param>
    public static Quat NearestTo(Quat orientation, Quat reference)
    {
        Quat best = orientation;
        double bestCosine = -1;
        foreach (Quat symmetry in s_symmetries)
        {
            Quat name = orientation * symmetry;
            double cosine = Math.Abs((name.W * reference.W) + (name.X * reference.X) + (name.Y * reference.Y) + (name.Z * reference.Z));
            // A margin, so that rounding does not choose among names that are equally near.
            if (cosine > bestCosine + 1e-12)
                (best, bestCosine) = (name, cosine);
        }

        return best.AlignedTo(reference);
    }

    /// <summary>Angle in radians between two orientations of a cube that cannot be told apart by its symmetry; at most 62.8°.</summary>
    public static double AngleBetween(Quat a, Quat b) => Quat.AngleBetween(NearestTo(a, b), b);

    /// <summary>How far a cube that lies flat is turned about the vertical, folded into (−45°, 45°], radians.</summary>
    /// <param name="orientation">Frame from cube; the frame's z is up.</param>
    /// <remarks>Of the face normals, those nearest to the horizontal are used: a tilt of a few degrees does no harm.</remarks>
    public static double FoldedYaw(Quat orientation)
    {
        Vec3 sideways = default;
        double flattest = double.PositiveInfinity;
        foreach (Vec3 axis in (ReadOnlySpan<Vec3>)[Vec3.UnitX, Vec3.UnitY, Vec3.UnitZ])
        {
            Vec3 direction = orientation.Rotate(axis);
            if (Math.Abs(direction.Z) < flattest)
                (sideways, flattest) = (direction, Math.Abs(direction.Z));
        }

        double quarter = Math.PI / 2;
        double yaw = Math.Atan2(sideways.Y, sideways.X);
        yaw -= quarter * Math.Round(yaw / quarter);
        return yaw <= -quarter / 2 ? yaw + quarter : yaw;
    }

    // All products of quarter turns about x and z, each once.
    private static Quat[] MakeSymmetries()
    {
        Quat[] turns = [Quat.FromAxisAngle(Vec3.UnitX, Math.PI / 2), Quat.FromAxisAngle(Vec3.UnitZ, Math.PI / 2)];
        var found = new List<Quat> { Quat.Identity };
        for (int i = 0; i < found.Count; i++)
        {
            foreach (Quat turn in turns)
            {
                Quat next = (found[i] * turn).Normalized;
                if (found.TrueForAll(known => Quat.AngleBetween(known, next) > 0.1))
                    found.Add(next);
            }
        }

        return [.. found];
    }
}
