using System.Numerics;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Rendering.Scene;

/// <summary>The visible shapes of a model, in the order in which they are drawn.</summary>
internal sealed class ShapeTable
{
    // mjtGeom.
    private const int Plane = 0, HeightField = 1, Sphere = 2, Capsule = 3, Ellipsoid = 4, Cylinder = 5, Box = 6, Mesh = 7;

    // MuJoCo's own viewers show groups 0 to 2.
    private const int LastGroupShown = 2;

    // A plane of size 0 has no end: it reaches as far as anybody looks.
    private const float Endless = 100;

    // What MuJoCo gives a shape without a material.
    private const float PlainSpecular = 0.5f, PlainShininess = 0.5f, ShininessUnit = 128;

    private readonly MjModel _model;
    private readonly TextureTable _textures;

    public ShapeTable(MjModel model, MeshTable meshes, TextureTable textures, bool faceted)
    {
        _model = model;
        _textures = textures;
        Meshes = meshes;
        var shapes = new List<SceneShape>();
        Add(shapes, "geom", faceted);
        Add(shapes, "site", faceted);
        Shapes = [.. shapes.OrderBy(shape => shape.Order)];
        Opaque = Array.FindIndex(Shapes, shape => shape.IsTransparent) is var first and >= 0 ? first : Shapes.Length;
        Rows = [.. Shapes.Select(shape => shape.Row)];
        Reach = ReachOf(model);
    }

    public MeshTable Meshes { get; }

    /// <summary>All shapes; the transparent ones from <see cref="Opaque"/> on.</summary>
    public SceneShape[] Shapes { get; }

    public GeomRow[] Rows { get; }

    /// <summary>How many of them hide what is behind.</summary>
    public int Opaque { get; }

    /// <summary>Largest distance of anything but a plane from the scene's middle in the model's own posture, metres.</summary>
    public float Reach { get; }

    private void Add(List<SceneShape> shapes, string element, bool faceted)
    {
        bool isSite = element == "site";
        ReadOnlySpan<int> types = _model.Integers($"{element}_type"), groups = _model.Integers($"{element}_group");
        ReadOnlySpan<int> materials = _model.Integers($"{element}_matid");
        ReadOnlySpan<double> sizes = _model.Doubles($"{element}_size");
        ReadOnlySpan<float> colours = _model.Singles($"{element}_rgba");
        ReadOnlySpan<int> data = isSite ? default : _model.Integers("geom_dataid");
        for (int id = 0; id < types.Length; id++)
        {
            Vector4 rgba = ColourOf(materials[id], colours.Slice(4 * id, 4));
            if (groups[id] > LastGroupShown || rgba.W <= 0)
                continue;
            var size = new Vector3((float)sizes[3 * id], (float)sizes[(3 * id) + 1], (float)sizes[(3 * id) + 2]);
            (ShapeKind kind, Vector3 half, int mesh) = types[id] switch
            {
                Plane => (ShapeKind.Box, new Vector3(size.X > 0 ? size.X : Endless, size.Y > 0 ? size.Y : Endless, 0), -1),
                Sphere => (ShapeKind.Ellipsoid, new Vector3(size.X), -1),
                Ellipsoid => (ShapeKind.Ellipsoid, size, -1),
                Capsule => (ShapeKind.Capsule, new Vector3(size.X, size.X, size.Y), -1),
                Cylinder => (ShapeKind.Cylinder, new Vector3(size.X, size.X, size.Y), -1),
                Box => (ShapeKind.Box, size, -1),
                Mesh => (ShapeKind.Mesh, Vector3.Zero, Meshes.OfMesh(data[id])),
                HeightField => (ShapeKind.Mesh, Vector3.Zero, Meshes.OfHeightField(data[id])),
                _ => ((ShapeKind)(-1), default, -1),
            };
            if (kind < 0)
                continue;
            if (faceted && kind is ShapeKind.Ellipsoid or ShapeKind.Capsule or ShapeKind.Cylinder)
                (kind, mesh) = (ShapeKind.Mesh, Meshes.OfRound(kind, half));
            float radius = kind == ShapeKind.Mesh ? Meshes.RadiusOf(mesh) : RadiusOf(kind, half);
            // A label of 0 is nothing, so geoms count from 1; sites are no part of the world that is segmented.
            Vector4 material = MaterialOf(materials[id], isSite ? 0 : id + 1);
            shapes.Add(new SceneShape(kind, isSite, id, mesh, radius, !isSite && rgba.W >= 1 && types[id] != Plane,
                new GeomRow { Size = new Vector4(half, 0), Rgba = rgba, Material = material, Texture = TextureOf(materials[id]) }));
        }
    }

    public static float RadiusOf(ShapeKind kind, Vector3 half) => kind switch
    {
        ShapeKind.Box => half.X >= Endless || half.Y >= Endless ? float.PositiveInfinity : half.Length(),
        ShapeKind.Ellipsoid => Math.Max(half.X, Math.Max(half.Y, half.Z)),
        ShapeKind.Capsule => half.X + half.Z,
        _ => MathF.Sqrt((half.X * half.X) + (half.Z * half.Z)),
    };

    /// <summary>The row of a shape that has no material.</summary>
    public static GeomRow Plain(Vector3 half, Vector4 rgba) => new()
    {
        Size = new Vector4(half, 0),
        Rgba = rgba,
        Material = new Vector4(PlainSpecular, PlainShininess * ShininessUnit, 0, 0),
        Texture = new Vector4(1, 1, 0, -1),
    };

    // The material's colour counts unless the shape has one of its own.
    private Vector4 ColourOf(int material, ReadOnlySpan<float> own)
    {
        bool isDefault = own[0] == 0.5f && own[1] == 0.5f && own[2] == 0.5f && own[3] == 1;
        ReadOnlySpan<float> from = material >= 0 && isDefault ? _model.Singles("mat_rgba").Slice(4 * material, 4) : own;
        var colour = new Vector4(from[0], from[1], from[2], from[3]);
        return material < 0 ? colour : colour * new Vector4(_textures.MeanOf(TextureId(material)), 1);
    }

    private Vector4 MaterialOf(int material, int label) => material < 0
        ? new Vector4(PlainSpecular, PlainShininess * ShininessUnit, 0, label)
        : new Vector4(
            _model.Singles("mat_specular")[material], Math.Max(1, _model.Singles("mat_shininess")[material] * ShininessUnit),
            _model.Singles("mat_emission")[material], label);

    private Vector4 TextureOf(int material)
    {
        int layer = material < 0 ? -1 : _textures.LayerOf(TextureId(material));
        if (layer < 0)
            return new Vector4(1, 1, 0, -1);
        ReadOnlySpan<float> repeat = _model.Singles("mat_texrepeat").Slice(2 * material, 2);
        return new Vector4(repeat[0], repeat[1], _model.Bytes("mat_texuniform")[material], layer);
    }

    // Newer releases have a texture for each of several roles; the colour's comes second, or the user's first.
    private int TextureId(int material)
    {
        ReadOnlySpan<int> ids = _model.Integers("mat_texid");
        int roles = ids.Length / Math.Max(1, _model.Size("nmat"));
        if (roles <= 1)
            return ids[material];
        int colour = ids[(material * roles) + 1];
        return colour >= 0 ? colour : ids[material * roles];
    }

    private static float ReachOf(MjModel model)
    {
        using var world = new MjData(model);
        world.Forward();
        ReadOnlySpan<double> positions = world.Doubles("geom_xpos").Span, bounds = model.Doubles("geom_rbound");
        MjLook look = model.Look;
        Vector3 centre = LightTable.CentreOf(look);
        float reach = 0.1f;
        for (int geom = 0; geom < bounds.Length; geom++)
        {
            var at = new Vector3((float)positions[3 * geom], (float)positions[(3 * geom) + 1], (float)positions[(3 * geom) + 2]);
            if (bounds[geom] > 0)
                reach = Math.Max(reach, (at - centre).Length() + (float)bounds[geom]);
        }

        return reach;
    }
}
