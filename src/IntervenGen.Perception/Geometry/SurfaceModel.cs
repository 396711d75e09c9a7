using IntervenGen.Numerics;

namespace IntervenGen.Perception.Geometry;

/// <summary>An object's surface as points with outward normals, in the object's own frame.</summary>
/// <remarks>Constant; any number of threads.</remarks>
public class SurfaceModel
{
    private readonly Vec3[] _points, _normals;

    /// <summary>Takes the points and builds their tree.</summary>
    /// <param name="points">Metres, model frame.</param>
    /// <param name="normals">One unit vector per point, outward.</param>
    /// <exception cref="ArgumentException">There are none, or the counts differ.</exception>
    public SurfaceModel(ReadOnlySpan<Vec3> points, ReadOnlySpan<Vec3> normals)
    {
        if (points.Length != normals.Length)
            throw new ArgumentException($"{points.Length} points and {normals.Length} normals");
        _points = points.ToArray();
        _normals = normals.ToArray();
        Tree = new KdTree(points);
    }

    /// <summary>Points on the surface, metres.</summary>
    public ReadOnlySpan<Vec3> Points => _points;

    /// <summary>Outward unit normals of the points.</summary>
    public ReadOnlySpan<Vec3> Normals => _normals;

    /// <summary>Finds the nearest of the points.</summary>
    public KdTree Tree { get; }
}
