using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation.Clearance;

/// <summary>The gap between the hand, with what it holds, and everything else, for poses at which the hand is not.</summary>
/// <remarks>
/// Boxes around the model's geoms, moved rigidly with the hand; fingers stay as open as they are. One lane and its thread; allocates
/// nothing after construction.
/// </remarks>
internal sealed class HandClearance
{
    private readonly CollidingPairs _pairs;
    private readonly IReadOnlyList<FreeObject> _objects;
    private readonly MjField _positions, _turns;
    private readonly WorldBox[] _boxes;
    private readonly double[] _bounds;
    private readonly bool[] _isHand, _isMoved;
    private readonly (int Moved, int Fixed)[] _asked;
    private Pose _eefFromWorld;
    private int _count;

    /// <summary>Binds to a lane's world.</summary>
    public HandClearance(CollidingPairs pairs, IReadOnlyList<FreeObject> objects, MjData data)
    {
        (_pairs, _objects) = (pairs, objects);
        _positions = data.Doubles("geom_xpos");
        _turns = data.Doubles("geom_xmat");
        int count = pairs.Boxes.Length;
        _boxes = new WorldBox[count];
        _bounds = [.. pairs.Boxes.Select(box => box.Half.Length)];
        _isMoved = new bool[count];
        _isHand = new bool[count];
        foreach (int geom in pairs.HandGeoms)
            _isHand[geom] = true;
        _asked = new (int, int)[pairs.All.Length];
    }

    /// <summary>Takes the present poses of all geoms, and what is held.</summary>
    /// <param name="worldFromEef">The present end-effector pose, world frame.</param>
    /// <param name="touching">The contact pairs of now, as a bit set.</param>
    public void Begin(in Pose worldFromEef, ulong touching)
    {
        _eefFromWorld = worldFromEef.Inverse();
        for (int geom = 0; geom < _boxes.Length; geom++)
        {
            int owner = _pairs.Owners[geom];
            _boxes[geom] = Box(geom);
            _isMoved[geom] = _isHand[geom]
                || (owner >= CollidingPairs.FirstObject && (_objects[owner - CollidingPairs.FirstObject].Pads & touching) != 0);
        }

        _count = 0;
        foreach ((int first, int second) in _pairs.All)
        {
            // The arm's links would be elsewhere, too; where, this does not know.
            if (_isMoved[first] != _isMoved[second] && IsKnown(first) && IsKnown(second))
                _asked[_count++] = _isMoved[first] ? (first, second) : (second, first);
        }
    }

    /// <summary>The gap with the hand at a pose, metres; at most the true distance.</summary>
    public double At(in Pose worldFromEef)
    {
        Pose newFromOld = worldFromEef * _eefFromWorld;
        double least = double.PositiveInfinity;
        for (int i = 0; i < _count; i++)
        {
            (int moved, int other) = _asked[i];
            Vec3 centre = newFromOld.Transform(_boxes[moved].Centre);
            if (_pairs.IsPlane[other])
            {
                least = Math.Min(least, BoxGap.OverPlane(Moved(moved, newFromOld), Vec3.From(_positions.Span[(3 * other)..]), Up(other)));
                continue;
            }

            double spheres = (_boxes[other].Centre - centre).Length - _bounds[moved] - _bounds[other];
            if (spheres < least)
                least = Math.Min(least, Math.Max(spheres, BoxGap.Between(Moved(moved, newFromOld), _boxes[other])));
        }

        return least;
    }

    private bool IsKnown(int geom) => _isMoved[geom] || _pairs.Owners[geom] != CollidingPairs.Robot;

    private WorldBox Moved(int geom, in Pose newFromOld)
    {
        WorldBox box = _boxes[geom];
        Quat turn = newFromOld.Orientation;
        return new WorldBox(newFromOld.Transform(box.Centre), turn.Rotate(box.X), turn.Rotate(box.Y), turn.Rotate(box.Z), box.Half);
    }

    private Vec3 Up(int plane)
    {
        ReadOnlySpan<double> turn = _turns.Span.Slice(9 * plane, 9);
        return new Vec3(turn[2], turn[5], turn[8]);
    }

    private WorldBox Box(int geom) => WorldBox.Of(_pairs.Boxes[geom], _positions.Span[(3 * geom)..], _turns.Span.Slice(9 * geom, 9));
}
