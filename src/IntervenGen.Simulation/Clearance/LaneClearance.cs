using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation.Clearance;

/// <summary>
/// How far the hand and what it holds can move for certain before they touch anything else, from the model's own geoms.
/// </summary>
/// <remarks>One lane and its thread; allocates nothing.</remarks>
internal sealed class LaneClearance
{
    // Metres per second: an object that nobody holds and that moves faster may meet something by itself.
    private const double AtRest = 0.005;

    private readonly CollidingPairs _pairs;
    private readonly IReadOnlyList<FreeObject> _objects;
    private readonly bool[] _moves;
    private readonly double[] _bounds;
    private readonly MjField _positions, _turns, _velocities, _site;
    private readonly int _gripSite;

    /// <summary>Binds to a lane's world.</summary>
    public LaneClearance(CollidingPairs pairs, IReadOnlyList<FreeObject> objects, MjData data, int gripSite)
    {
        _pairs = pairs;
        _objects = objects;
        _moves = new bool[CollidingPairs.FirstObject + objects.Count];
        _bounds = [.. pairs.Boxes.Select(box => box.Half.Length)];
        _positions = data.Doubles("geom_xpos");
        _turns = data.Doubles("geom_xmat");
        _velocities = data.Doubles("qvel");
        _site = data.Doubles("site_xpos");
        _gripSite = gripSite;
    }

    /// <summary>Largest distance from the grip site to a point of the hand or of what it holds, metres.</summary>
    public double Reach { get; private set; }

    /// <summary>Shortest time constant of the contacts that hold something now, seconds; without end where nothing is held.</summary>
    public double GripTime { get; private set; }

    /// <summary>The distance, metres; 0 where something touches or moves by itself.</summary>
    /// <param name="pairs">The contact pairs of now.</param>
    /// <param name="isTriggered">Whether a pair of those that reveal a mistake touches now.</param>
    public double Measure(ulong pairs, bool isTriggered)
    {
        _moves[CollidingPairs.Robot] = true;
        bool isAnyHeld = false;
        GripTime = double.MaxValue;
        for (int i = 0; i < _objects.Count; i++)
        {
            bool isHeld = (pairs & _objects[i].Pads) != 0;
            _moves[CollidingPairs.FirstObject + i] = isHeld;
            isAnyHeld |= isHeld;
            if (isHeld)
                GripTime = Math.Min(GripTime, _pairs.GripTimes[i]);
            if (!isHeld && Speed(_objects[i]) > AtRest)
                return 0;
        }

        Reach = MeasureReach();
        // What was let go and rests in its place is in the contact that the task is about.
        if (isTriggered && !isAnyHeld)
            return 0;
        double least = double.MaxValue;
        foreach ((int first, int second) in _pairs.All)
        {
            if (_moves[_pairs.Owners[first]] != _moves[_pairs.Owners[second]])
                least = Math.Min(least, Gap(first, second, least));
            if (least <= 0)
                return 0;
        }

        return least;
    }

    private double Gap(int first, int second, double least)
    {
        if (_pairs.IsPlane[first])
            return OverPlane(second, first);
        if (_pairs.IsPlane[second])
            return OverPlane(first, second);
        WorldBox a = Box(first), b = Box(second);
        double spheres = (b.Centre - a.Centre).Length - _bounds[first] - _bounds[second];
        return spheres > least ? spheres : Math.Max(spheres, BoxGap.Between(a, b));
    }

    private double OverPlane(int geom, int plane)
    {
        ReadOnlySpan<double> turn = _turns.Span[(9 * plane)..];
        return BoxGap.OverPlane(Box(geom), Vec3.From(_positions.Span[(3 * plane)..]), new Vec3(turn[2], turn[5], turn[8]));
    }

    private WorldBox Box(int geom) => WorldBox.Of(_pairs.Boxes[geom], _positions.Span[(3 * geom)..], _turns.Span.Slice(9 * geom, 9));

    private double Speed(FreeObject obj)
    {
        ReadOnlySpan<double> velocity = _velocities.Span.Slice(obj.Velocity, 6);
        return Vec3.From(velocity).Length + (obj.Radius * Vec3.From(velocity[3..]).Length);
    }

    private double MeasureReach()
    {
        Vec3 site = Vec3.From(_site.Span[(3 * _gripSite)..]);
        double reach = 0;
        foreach (int geom in _pairs.HandGeoms)
            reach = Math.Max(reach, ReachOf(geom, site));
        for (int geom = 0; geom < _pairs.Owners.Length; geom++)
        {
            int owner = _pairs.Owners[geom];
            if (owner >= CollidingPairs.FirstObject && _moves[owner])
                reach = Math.Max(reach, ReachOf(geom, site));
        }

        return reach;
    }

    private double ReachOf(int geom, Vec3 site) => (Vec3.From(_positions.Span[(3 * geom)..]) - site).Length + _bounds[geom];
}
