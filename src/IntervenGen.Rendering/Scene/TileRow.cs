using System.Numerics;
using System.Runtime.InteropServices;

namespace IntervenGen.Rendering.Scene;

/// <summary>A tile's part of the buffer <c>Tiles</c>: rows of clip-from-world, and the eye with the number of its lane.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TileRow
{
    public Vector4 ClipX, ClipY, ClipW, Eye;

    /// <summary>Whether a sphere may be seen: false where it lies wholly beyond one side of the view.</summary>
    public readonly bool MaySee(Vector3 centre, float radius, float near)
    {
        float w = Along(ClipW, centre), x = Along(ClipX, centre), y = Along(ClipY, centre);
        return w + (radius * Length(ClipW)) >= near
            && w - x >= -radius * Length(ClipW - ClipX) && w + x >= -radius * Length(ClipW + ClipX)
            && w - y >= -radius * Length(ClipW - ClipY) && w + y >= -radius * Length(ClipW + ClipY);
    }

    private static float Along(Vector4 row, Vector3 point) => (row.X * point.X) + (row.Y * point.Y) + (row.Z * point.Z) + row.W;

    private static float Length(Vector4 row) => new Vector3(row.X, row.Y, row.Z).Length();
}
