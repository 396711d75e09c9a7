using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Perception.Fitting;

/// <summary>The outline of a cube in a picture: the convex hull of its 8 projected corners, in order.</summary>
internal ref struct CubeSilhouette
{
    /// <summary>A hull has at most this many corners.</summary>
    public const int Most = 8;

    private readonly Span<int> _hull;
    private readonly Span<double> _pixels;

    /// <summary>Projects the corners and orders their hull, interior on the left of each edge in (u, v).</summary>
    /// <param name="corners">8 points, camera axes, metres.</param>
    /// <param name="intrinsics">The camera.</param>
    /// <param name="hull">Room for 2 × <see cref="Most"/> indices.</param>
    /// <param name="pixels">Room for 2 × 8 pixels.</param>
    public CubeSilhouette(ReadOnlySpan<Vec3> corners, CameraIntrinsics intrinsics, Span<int> hull, Span<double> pixels)
    {
        _pixels = pixels;
        _hull = hull;
        foreach (Vec3 corner in corners)
        {
            // A cube that reaches behind the camera has no outline.
            if (corner.Z < 0.01)
                return;
        }

        Span<int> order = stackalloc int[Most];
        for (int i = 0; i < Most; i++)
        {
            (pixels[2 * i], pixels[(2 * i) + 1]) = intrinsics.Project(corners[i]);
            int at = i;
            for (; at > 0 && IsBefore(i, order[at - 1]); at--)
                order[at] = order[at - 1];
            order[at] = i;
        }

        // Andrew's monotone chain: the lower half from left to right, the upper half back.
        int count = 0;
        for (int i = 0; i < Most; i++)
        {
            while (count >= 2 && Turn(hull[count - 2], hull[count - 1], order[i]) <= 0)
                count--;
            hull[count++] = order[i];
        }

        int lower = count + 1;
        for (int i = Most - 2; i >= 0; i--)
        {
            while (count >= lower && Turn(hull[count - 2], hull[count - 1], order[i]) <= 0)
                count--;
            hull[count++] = order[i];
        }

        Count = count - 1;
    }

    /// <summary>Corners of the hull; 0 if there is none.</summary>
    public int Count { get; }

    /// <summary>Index of the cube's corner at a place of the hull.</summary>
    public readonly int Corner(int at) => _hull[at == Count ? 0 : at];

    /// <summary>Whether a pixel lies inside.</summary>
    public readonly bool Contains(double u, double v)
    {
        for (int i = 0; i < Count; i++)
        {
            (int a, int b) = (2 * Corner(i), 2 * Corner(i + 1));
            if (((_pixels[b] - _pixels[a]) * (v - _pixels[a + 1])) - ((_pixels[b + 1] - _pixels[a + 1]) * (u - _pixels[a])) < 0)
                return false;
        }

        return Count > 0;
    }

    /// <summary>The nearest point of the outline.</summary>
    /// <param name="u">Pixel.</param>
    /// <param name="v">Pixel.</param>
    /// <returns>
    /// The edge's place in the hull, how far along it the nearest point lies (0 to 1), the distance (positive outside,
    /// pixels), and the unit direction of growing distance.
    /// </returns>
    public readonly (int Edge, double Along, double Distance, double NormalU, double NormalV) Nearest(double u, double v)
    {
        (int edge, double along, double best) = (0, 0, double.PositiveInfinity);
        for (int i = 0; i < Count; i++)
        {
            (int a, int b) = (2 * Corner(i), 2 * Corner(i + 1));
            double du = _pixels[b] - _pixels[a], dv = _pixels[b + 1] - _pixels[a + 1];
            double s = Math.Clamp((((u - _pixels[a]) * du) + ((v - _pixels[a + 1]) * dv)) / Math.Max((du * du) + (dv * dv), 1e-12), 0, 1);
            double eu = u - _pixels[a] - (s * du), ev = v - _pixels[a + 1] - (s * dv), squared = (eu * eu) + (ev * ev);
            if (squared < best)
                (edge, along, best) = (i, s, squared);
        }

        (int from, int to) = (2 * Corner(edge), 2 * Corner(edge + 1));
        double edgeU = _pixels[to] - _pixels[from], edgeV = _pixels[to + 1] - _pixels[from + 1];
        double distance = Math.Sqrt(best), sign = Contains(u, v) ? -1 : 1;
        if (distance < 1e-6 || sign < 0)
        {
            // The interior is on the left of (du, dv), so its right points outward.
            double length = Math.Max(Math.Sqrt((edgeU * edgeU) + (edgeV * edgeV)), 1e-12);
            return (edge, along, sign * distance, edgeV / length, -edgeU / length);
        }

        double offU = u - _pixels[from] - (along * edgeU), offV = v - _pixels[from + 1] - (along * edgeV);
        return (edge, along, distance, offU / distance, offV / distance);
    }

    private readonly bool IsBefore(int a, int b) =>
        _pixels[2 * a] != _pixels[2 * b] ? _pixels[2 * a] < _pixels[2 * b] : _pixels[(2 * a) + 1] < _pixels[(2 * b) + 1];

    private readonly double Turn(int a, int b, int c) =>
        ((_pixels[2 * b] - _pixels[2 * a]) * (_pixels[(2 * c) + 1] - _pixels[(2 * a) + 1]))
        - ((_pixels[(2 * b) + 1] - _pixels[(2 * a) + 1]) * (_pixels[2 * c] - _pixels[2 * a]));
}
