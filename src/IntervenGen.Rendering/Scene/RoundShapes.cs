using System.Numerics;

namespace IntervenGen.Rendering.Scene;

/// <summary>Round shapes as triangles, cut as finely as MuJoCo's own renderer cuts them.</summary>
internal static class RoundShapes
{
    public static void Add(MeshTable mesh, ShapeKind kind, Vector3 half, int slices, int stacks)
    {
        if (kind == ShapeKind.Cylinder)
        {
            Side(mesh, half.X, half.Z, slices);
            Lid(mesh, half.X, half.Z, slices, 1);
            Lid(mesh, half.X, half.Z, slices, -1);
            return;
        }

        // An ellipsoid is a sphere that is stretched; a capsule is one that is cut in two and set apart.
        bool isCapsule = kind == ShapeKind.Capsule;
        Vector3 scale = isCapsule ? new Vector3(half.X) : half;
        int middle = stacks / 2;
        for (int stack = 0; stack < stacks; stack++)
        {
            float low = (MathF.PI * ((float)stack / stacks)) - (MathF.PI / 2);
            float high = (MathF.PI * ((float)(stack + 1) / stacks)) - (MathF.PI / 2);
            float shift = !isCapsule ? 0 : stack < middle ? -half.Z : half.Z;
            uint first = Ring(mesh, scale, low, shift, slices), second = Ring(mesh, scale, high, shift, slices);
            Join(mesh, first, second, slices);
        }

        if (isCapsule)
            Side(mesh, half.X, half.Z, slices);
    }

    private static uint Ring(MeshTable mesh, Vector3 scale, float latitude, float shift, int slices)
    {
        uint first = 0;
        for (int i = 0; i <= slices; i++)
        {
            float angle = MathF.Tau * i / slices;
            var unit = new Vector3(
                MathF.Cos(latitude) * MathF.Cos(angle), MathF.Cos(latitude) * MathF.Sin(angle), MathF.Sin(latitude));
            uint vertex = mesh.Add((unit * scale) + new Vector3(0, 0, shift), Vector3.Normalize(unit / scale));
            first = i == 0 ? vertex : first;
        }

        return first;
    }

    private static void Side(MeshTable mesh, float radius, float length, int slices)
    {
        Span<uint> firsts = stackalloc uint[2];
        for (int end = 0; end < 2; end++)
        {
            for (int i = 0; i <= slices; i++)
            {
                var normal = new Vector3(MathF.Cos(MathF.Tau * i / slices), MathF.Sin(MathF.Tau * i / slices), 0);
                uint vertex = mesh.Add((normal * radius) + new Vector3(0, 0, end == 0 ? -length : length), normal);
                if (i == 0)
                    firsts[end] = vertex;
            }
        }

        Join(mesh, firsts[0], firsts[1], slices);
    }

    private static void Join(MeshTable mesh, uint lower, uint upper, int slices)
    {
        for (uint i = 0; i < slices; i++)
        {
            mesh.Triangle(lower + i, lower + i + 1, upper + i + 1);
            mesh.Triangle(lower + i, upper + i + 1, upper + i);
        }
    }

    private static void Lid(MeshTable mesh, float radius, float length, int slices, int side)
    {
        var normal = new Vector3(0, 0, side);
        uint middle = mesh.Add(normal * length, normal), first = 0;
        for (int i = 0; i <= slices; i++)
        {
            var at = new Vector3(radius * MathF.Cos(MathF.Tau * i / slices), radius * MathF.Sin(MathF.Tau * i / slices), side * length);
            uint vertex = mesh.Add(at, normal);
            first = i == 0 ? vertex : first;
        }

        for (uint i = 0; i < slices; i++)
        {
            if (side > 0)
                mesh.Triangle(middle, first + i, first + i + 1);
            else
                mesh.Triangle(middle, first + i + 1, first + i);
        }
    }
}
