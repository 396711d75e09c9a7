using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Rendering.Scene;

namespace IntervenGen.Rendering;

/// <summary>What one pass draws: lanes with the poses of their shapes, tiles with their cameras, and which shapes each of them may
/// see.</summary>
/// <remarks>Allocates nothing once it has held the largest pass.</remarks>
internal sealed class ScenePass
{
    private readonly ShapeTable _shapes;
    private readonly LightTable _lights;
    private readonly int _geoms;
    private readonly float _near;
    private readonly ConditionalWeakTable<MjData, WorldFields> _worlds = [];
    private readonly Growing<GeomRow> _rows = new();
    private readonly Growing<Vector4> _poses = new();
    private readonly Growing<Item> _items = new();
    private readonly Growing<TileRow> _tiles = new();
    private readonly Growing<LaneRow> _lanes = new();
    private readonly Growing<int> _firstPoses = new();
    private readonly Growing<(float Distance, int Pose, int Row, int Program, int Mesh)> _veils = new();

    public ScenePass(ShapeTable shapes, LightTable lights, int geoms, float near)
    {
        (_shapes, _lights, _geoms, _near) = (shapes, lights, geoms, near);
        for (int program = 0; program < Solid.Length; program++)
            Solid[program] = new Growing<DrawRun>();
        Clear();
    }

    /// <summary>An element of the buffer <c>Items</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Item(uint Pose, uint GeomAndTile);

    public ReadOnlySpan<GeomRow> Rows => _rows.Span;

    public ReadOnlySpan<Vector4> Poses => _poses.Span;

    public ReadOnlySpan<Item> Items => _items.Span;

    public ReadOnlySpan<TileRow> Tiles => _tiles.Span;

    public Span<LaneRow> Lanes => _lanes.Span;

    /// <summary>Runs of what hides what is behind, by program.</summary>
    public Growing<DrawRun>[] Solid { get; } = new Growing<DrawRun>[DrawRun.Programs];

    /// <summary>Runs of what is seen through, farthest first within a tile.</summary>
    public Growing<DrawRun> Veils { get; } = new();

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        ClearViews();
        _poses.Clear();
        _lanes.Clear();
        _firstPoses.Clear();
    }

    /// <summary>Begins anew with the same worlds.</summary>
    public void ClearViews()
    {
        foreach (Growing<DrawRun> runs in Solid)
            runs.Clear();
        Veils.Clear();
        _items.Clear();
        _tiles.Clear();
        _rows.Clear();
        _shapes.Rows.CopyTo(_rows.Add(_shapes.Rows.Length));
    }

    /// <summary>Takes the poses of a world as they are.</summary>
    /// <returns>Number of the lane.</returns>
    public int AddLane(MjData world)
    {
        WorldFields fields = _worlds.GetValue(world, WorldFields.Of);
        if (fields.GeomPositions.Count != 3 * _geoms)
            throw new ArgumentException($"a world with {fields.GeomPositions.Count / 3} geoms; the renderer's model has {_geoms}");
        _firstPoses.Add(1)[0] = _poses.Count / 3;
        Span<Vector4> poses = _poses.Add(3 * _shapes.Shapes.Length);
        ReadOnlySpan<double> geoms = fields.GeomPositions.Span, turns = fields.GeomTurns.Span;
        ReadOnlySpan<double> sites = fields.SitePositions.Span, siteTurns = fields.SiteTurns.Span;
        for (int i = 0; i < _shapes.Shapes.Length; i++)
        {
            SceneShape shape = _shapes.Shapes[i];
            ReadOnlySpan<double> at = (shape.IsSite ? sites : geoms).Slice(3 * shape.Id, 3);
            ReadOnlySpan<double> turn = (shape.IsSite ? siteTurns : turns).Slice(9 * shape.Id, 9);
            for (int k = 0; k < 3; k++)
                poses[(3 * i) + k] = new Vector4((float)turn[3 * k], (float)turn[(3 * k) + 1], (float)turn[(3 * k) + 2], (float)at[k]);
        }

        ref LaneRow lane = ref _lanes.Add(1)[0];
        lane = default;
        if (_lights.Count > 0)
            _lights.Write(fields.LightPositions.Span, fields.LightDirections.Span, ref lane);
        return _lanes.Count - 1;
    }

    /// <summary>Adds a camera's view of a lane.</summary>
    /// <returns>Number of the tile.</returns>
    public int AddTile(int lane, TileRow row, ReadOnlySpan<Overlay> overlays)
    {
        int tile = _tiles.Count;
        row.Eye.W = lane;
        _tiles.Add(1)[0] = row;
        AddSolid(tile, row, lane, castersOnly: false);
        AddVeils(tile, row, lane, overlays);
        return tile;
    }

    /// <summary>Adds a light's view of a lane.</summary>
    public int AddShadowTile(int lane, TileRow row)
    {
        int tile = _tiles.Count;
        row.Eye.W = lane;
        _tiles.Add(1)[0] = row;
        AddSolid(tile, row, lane, castersOnly: true);
        return tile;
    }

    private void AddSolid(int tile, in TileRow row, int lane, bool castersOnly)
    {
        int first = _firstPoses[lane], program = -1, mesh = -1, begun = _items.Count;
        for (int i = 0; i < _shapes.Opaque; i++)
        {
            SceneShape shape = _shapes.Shapes[i];
            if ((castersOnly && !shape.CastsShadow) || !MaySee(row, 3 * (first + i), shape.Radius))
                continue;
            int next = DrawRun.ProgramOf(shape.Kind, shape.IsTextured && !castersOnly);
            if (next != program || shape.Mesh != mesh)
                End(Solid, tile, program, mesh, ref begun);
            (program, mesh) = (next, shape.Mesh);
            Put(first + i, i, tile);
        }

        End(Solid, tile, program, mesh, ref begun);
    }

    private void AddVeils(int tile, in TileRow row, int lane, ReadOnlySpan<Overlay> overlays)
    {
        _veils.Clear();
        int first = _firstPoses[lane], program = -1, begun = _items.Count;
        for (int i = _shapes.Opaque; i < _shapes.Shapes.Length; i++)
        {
            SceneShape shape = _shapes.Shapes[i];
            if (MaySee(row, 3 * (first + i), shape.Radius))
                AddVeil(row, first + i, i, DrawRun.ProgramOf(shape.Kind, shape.IsTextured), shape.Mesh);
        }

        foreach (ref readonly Overlay overlay in overlays)
        {
            ShapeKind kind = KindOf(overlay, out Vector3 half);
            int pose = AddPose(overlay.WorldFromShape);
            if (!MaySee(row, 3 * pose, ShapeTable.RadiusOf(kind, half)))
                continue;
            _rows.Add(1)[0] = ShapeTable.Plain(half, new Vector4(overlay.Red, overlay.Green, overlay.Blue, overlay.Opacity));
            int next = DrawRun.ProgramOf(kind, textured: false);
            if (overlay.Opacity < 1)
            {
                AddVeil(row, pose, _rows.Count - 1, next, -1);
                continue;
            }

            if (next != program)
                End(Solid, tile, program, -1, ref begun);
            program = next;
            Put(pose, _rows.Count - 1, tile);
        }

        End(Solid, tile, program, -1, ref begun);
        _veils.Span.Sort(static (a, b) => b.Distance.CompareTo(a.Distance));
        foreach ((_, int pose, int geom, int kind, int mesh) in _veils.Span)
        {
            Put(pose, geom, tile);
            Veils.Add(1)[0] = new DrawRun(tile, kind, mesh, _items.Count - 1, 1);
        }
    }

    private void AddVeil(in TileRow row, int pose, int geom, int program, int mesh)
    {
        Vector3 towards = new Vector3(_poses[3 * pose].W, _poses[(3 * pose) + 1].W, _poses[(3 * pose) + 2].W)
            - new Vector3(row.Eye.X, row.Eye.Y, row.Eye.Z);
        _veils.Add(1)[0] = (towards.Length(), pose, geom, program, mesh);
    }

    // Overlays have poses of their own behind those of the lanes; shapes of a lane are three rows each, and so are these.
    private int AddPose(in Pose worldFromShape)
    {
        Span<double> turn = stackalloc double[9];
        worldFromShape.Orientation.ToMatrix(turn);
        Vec3 at = worldFromShape.Position;
        Span<Vector4> rows = _poses.Add(3);
        rows[0] = new Vector4((float)turn[0], (float)turn[1], (float)turn[2], (float)at.X);
        rows[1] = new Vector4((float)turn[3], (float)turn[4], (float)turn[5], (float)at.Y);
        rows[2] = new Vector4((float)turn[6], (float)turn[7], (float)turn[8], (float)at.Z);
        return (_poses.Count / 3) - 1;
    }

    private bool MaySee(in TileRow row, int pose, float radius) => float.IsPositiveInfinity(radius)
        || row.MaySee(new Vector3(_poses[pose].W, _poses[pose + 1].W, _poses[pose + 2].W), radius, _near);

    private void Put(int pose, int row, int tile) => _items.Add(1)[0] = new Item((uint)pose, (uint)row | ((uint)tile << 16));

    private void End(Growing<DrawRun>[] runs, int tile, int program, int mesh, ref int begun)
    {
        if (_items.Count > begun)
            runs[program].Add(1)[0] = new DrawRun(tile, program, mesh, begun, _items.Count - begun);
        begun = _items.Count;
    }

    private static ShapeKind KindOf(in Overlay overlay, out Vector3 half)
    {
        (float x, float y, float z) = ((float)overlay.Extent.X, (float)overlay.Extent.Y, (float)overlay.Extent.Z);
        switch (overlay.Shape)
        {
            case OverlayShape.Sphere:
                half = new Vector3(x);
                return ShapeKind.Ellipsoid;
            case OverlayShape.Cylinder:
                half = new Vector3(x, x, z > 0 ? z : y);
                return ShapeKind.Cylinder;
            case OverlayShape.Capsule:
                half = new Vector3(x, x, z > 0 ? z : y);
                return ShapeKind.Capsule;
            default:
                half = new Vector3(x, y, z);
                return ShapeKind.Box;
        }
    }

    // Looking a field up searches a table of names.
    private sealed class WorldFields(MjData world)
    {
        public static readonly ConditionalWeakTable<MjData, WorldFields>.CreateValueCallback Of = world => new WorldFields(world);

        public MjField GeomPositions { get; } = world.Doubles("geom_xpos");

        public MjField GeomTurns { get; } = world.Doubles("geom_xmat");

        public MjField SitePositions { get; } = world.Doubles("site_xpos");

        public MjField SiteTurns { get; } = world.Doubles("site_xmat");

        public MjField LightPositions { get; } = world.Doubles("light_xpos");

        public MjField LightDirections { get; } = world.Doubles("light_xdir");
    }
}
