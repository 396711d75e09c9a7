using IntervenGen.Numerics;

namespace IntervenGen.Perception.Geometry;

/// <summary>Nearest neighbour among points that do not change.</summary>
/// <remarks>
/// A balanced tree in one array: the median of a range is its root, split along the range's longest side. Queries allocate
/// nothing and may come from any number of threads.
/// </remarks>
public sealed class KdTree
{
    // Below this a plain scan is faster than going down further.
    private const int LeafSize = 8;

    private readonly Vec3[] _points;
    private readonly int[] _indices;
    private readonly byte[] _axes;

    /// <summary>Builds the tree over points, which are copied.</summary>
    /// <param name="points">At least one; copied.</param>
    /// <exception cref="ArgumentException">There is no point.</exception>
    public KdTree(ReadOnlySpan<Vec3> points)
    {
        if (points.IsEmpty)
            throw new ArgumentException("a k-d tree needs at least one point");
        _points = points.ToArray();
        _indices = new int[points.Length];
        for (int i = 0; i < _indices.Length; i++)
            _indices[i] = i;
        _axes = new byte[points.Length];
        Build(0, points.Length);
    }

    /// <summary>How many points it holds.</summary>
    public int Count => _points.Length;

    /// <summary>Finds the point nearest to a place.</summary>
    /// <param name="query">Where to look from.</param>
    /// <param name="squaredDistance">Square of the distance to it.</param>
    /// <returns>The point's index in the array the tree was built from; of several at the same distance, any.</returns>
    public int Nearest(Vec3 query, out double squaredDistance)
    {
        squaredDistance = double.PositiveInfinity;
        int best = 0;
        Search(query, 0, _points.Length, ref best, ref squaredDistance);
        return _indices[best];
    }

    private void Search(Vec3 query, int from, int to, ref int best, ref double bestSquared)
    {
        while (to - from > LeafSize)
        {
            int middle = (from + to) >>> 1;
            Offer(query, middle, ref best, ref bestSquared);
            double side = Component(query, _axes[middle]) - Component(_points[middle], _axes[middle]);
            (int nearFrom, int nearTo, int farFrom, int farTo) = side < 0
                ? (from, middle, middle + 1, to)
                : (middle + 1, to, from, middle);
            Search(query, nearFrom, nearTo, ref best, ref bestSquared);
            if (side * side >= bestSquared)
                return;
            (from, to) = (farFrom, farTo);
        }

        for (int i = from; i < to; i++)
            Offer(query, i, ref best, ref bestSquared);
    }

    private void Offer(Vec3 query, int at, ref int best, ref double bestSquared)
    {
        Vec3 difference = _points[at] - query;
        double squared = Vec3.Dot(difference, difference);
        if (squared < bestSquared)
            (best, bestSquared) = (at, squared);
    }

    private void Build(int from, int to)
    {
        while (to - from > LeafSize)
        {
            byte axis = LongestSide(from, to);
            int middle = (from + to) >>> 1;
            Select(from, to - 1, middle, axis);
            _axes[middle] = axis;
            Build(from, middle);
            from = middle + 1;
        }
    }

    private byte LongestSide(int from, int to)
    {
        Vec3 min = _points[from], max = min;
        for (int i = from + 1; i < to; i++)
        {
            Vec3 p = _points[i];
            min = new Vec3(Math.Min(min.X, p.X), Math.Min(min.Y, p.Y), Math.Min(min.Z, p.Z));
            max = new Vec3(Math.Max(max.X, p.X), Math.Max(max.Y, p.Y), Math.Max(max.Z, p.Z));
        }

        Vec3 sides = max - min;
        return (byte)(sides.X >= sides.Y && sides.X >= sides.Z ? 0 : sides.Y >= sides.Z ? 1 : 2);
    }

    // Hoare's selection: afterwards nothing before `wanted` is larger than it, nothing after it smaller.
    private void Select(int left, int right, int wanted, byte axis)
    {
        while (left < right)
        {
            double pivot = Component(_points[wanted], axis);
            (int i, int j) = (left, right);
            while (i <= j)
            {
                while (Component(_points[i], axis) < pivot)
                    i++;
                while (Component(_points[j], axis) > pivot)
                    j--;
                if (i > j)
                    break;
                (_points[i], _points[j]) = (_points[j], _points[i]);
                (_indices[i], _indices[j]) = (_indices[j], _indices[i]);
                i++;
                j--;
            }

            if (j < wanted)
                left = i;
            if (wanted < i)
                right = j;
        }
    }

    private static double Component(Vec3 v, byte axis) => axis == 0 ? v.X : axis == 1 ? v.Y : v.Z;
}
