using System.Numerics;
using System.Runtime.InteropServices;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Rendering.Scene;

/// <summary>A corner of a mesh, as the vertex shader reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MeshVertex(Vector3 Position, Vector3 Normal, Vector2 Texture);

/// <summary>Triangles of a model's meshes, height fields and, where they are asked for, round shapes: each once, as it is first
/// used.</summary>
internal sealed class MeshTable(MjModel model)
{
    private readonly Dictionary<(string, int, Vector3), int> _known = [];
    private readonly List<MeshVertex> _vertices = [];
    private readonly List<uint> _indices = [];
    private readonly List<Range> _ranges = [];

    /// <summary>Where a mesh's triangles lie.</summary>
    /// <param name="FirstIndex">Its first index.</param>
    /// <param name="Indices">Number of indices.</param>
    /// <param name="FirstVertex">Its first vertex, from which indices count.</param>
    /// <param name="Radius">Distance of its farthest corner from its origin.</param>
    internal readonly record struct Range(int FirstIndex, int Indices, int FirstVertex, float Radius);

    public ReadOnlySpan<MeshVertex> Vertices => CollectionsMarshal.AsSpan(_vertices);

    public ReadOnlySpan<uint> Indices => CollectionsMarshal.AsSpan(_indices);

    public IReadOnlyList<Range> Ranges => _ranges;

    public float RadiusOf(int mesh) => _ranges[mesh].Radius;

    public int OfMesh(int mesh) => Known(("mesh", mesh, Vector3.Zero), () => AddMesh(mesh));

    public int OfHeightField(int field) => Known(("hfield", field, Vector3.Zero), () => AddHeightField(field));

    /// <summary>A round shape cut as MuJoCo's own renderer cuts it.</summary>
    public int OfRound(ShapeKind kind, Vector3 half)
    {
        MjLook look = model.Look;
        return Known((kind.ToString(), 0, half), () => RoundShapes.Add(this, kind, half, look.Slices, look.Stacks));
    }

    public uint Add(Vector3 position, Vector3 normal, Vector2 texture = default)
    {
        _vertices.Add(new MeshVertex(position, normal, texture));
        return (uint)(_vertices.Count - 1 - _firstVertex);
    }

    public void Triangle(uint a, uint b, uint c)
    {
        _indices.Add(a);
        _indices.Add(b);
        _indices.Add(c);
    }

    private int _firstVertex;

    private int Known((string, int, Vector3) key, Action add)
    {
        if (_known.TryGetValue(key, out int known))
            return known;
        int firstIndex = _indices.Count;
        _firstVertex = _vertices.Count;
        add();
        float radius = 0;
        for (int i = _firstVertex; i < _vertices.Count; i++)
            radius = Math.Max(radius, _vertices[i].Position.Length());
        _ranges.Add(new Range(firstIndex, _indices.Count - firstIndex, _firstVertex, radius));
        return _known[key] = _ranges.Count - 1;
    }

    private void AddMesh(int mesh)
    {
        ReadOnlySpan<float> points = model.Singles("mesh_vert");
        ReadOnlySpan<int> faces = model.Integers("mesh_face");
        int first = model.Integers("mesh_vertadr")[mesh], firstFace = model.Integers("mesh_faceadr")[mesh];
        int firstTexture = model.Integers("mesh_texcoordadr")[mesh];
        ReadOnlySpan<float> textures = firstTexture < 0 ? default : model.Singles("mesh_texcoord");
        // Newer releases count normals and texture coordinates by face, older ones by corner.
        bool byFace = model.HasField("mesh_facenormal");
        ReadOnlySpan<int> faceNormals = byFace ? model.Integers("mesh_facenormal") : faces;
        ReadOnlySpan<int> faceTextures = model.HasField("mesh_facetexcoord") ? model.Integers("mesh_facetexcoord") : faces;
        int firstNormal = byFace && model.HasField("mesh_normaladr") ? model.Integers("mesh_normaladr")[mesh] : first;
        ReadOnlySpan<float> normals = model.Singles("mesh_normal");
        var corners = new Dictionary<(int, int, int), uint>();
        Span<uint> face = stackalloc uint[3];
        for (int i = 0; i < model.Integers("mesh_facenum")[mesh]; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                int at = (3 * (firstFace + i)) + k, vertex = first + faces[at], normal = firstNormal + faceNormals[at];
                int texture = textures.Length == 0 ? -1 : firstTexture + faceTextures[at];
                if (!corners.TryGetValue((vertex, normal, texture), out uint corner))
                {
                    corner = Add(Three(points, vertex), Three(normals, normal), texture < 0 ? default : new Vector2(
                        textures[2 * texture], textures[(2 * texture) + 1]));
                    corners.Add((vertex, normal, texture), corner);
                }

                face[k] = corner;
            }

            Triangle(face[0], face[1], face[2]);
        }
    }

    private void AddHeightField(int field)
    {
        int rows = model.Integers("hfield_nrow")[field], columns = model.Integers("hfield_ncol")[field];
        ReadOnlySpan<float> heights = model.Singles("hfield_data")[model.Integers("hfield_adr")[field]..];
        ReadOnlySpan<double> size = model.Doubles("hfield_size").Slice(4 * field, 4);
        var points = new Vector3[rows * columns];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = new Vector3(
                (float)(size[0] * ((2.0 * (i % columns) / (columns - 1)) - 1)), (float)(size[1] * ((2.0 * (i / columns) / (rows - 1)) - 1)),
                (float)(size[2] * heights[i]));
        }

        for (int i = 0; i < points.Length; i++)
        {
            Vector3 Near(int step, bool isThere) => points[isThere ? i + step : i];
            Vector3 x = Near(1, i % columns < columns - 1) - Near(-1, i % columns > 0);
            Vector3 y = Near(columns, i / columns < rows - 1) - Near(-columns, i / columns > 0);
            var place = new Vector2((float)(i % columns) / (columns - 1), (float)(i / columns) / (rows - 1));
            Add(points[i], Vector3.Normalize(Vector3.Cross(x, y)), place);
        }

        for (int row = 0; row + 1 < rows; row++)
        {
            for (int column = 0; column + 1 < columns; column++)
            {
                uint a = (uint)((row * columns) + column), b = a + 1, c = a + (uint)columns, d = c + 1;
                Triangle(a, b, d);
                Triangle(a, d, c);
            }
        }
    }

    private static Vector3 Three(ReadOnlySpan<float> numbers, int at) => new(numbers[3 * at], numbers[(3 * at) + 1], numbers[(3 * at) + 2]);
}
