using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>How different the motions of source segments are from each other.</summary>
/// <param name="Segments">Number of segments compared.</param>
/// <param name="PathDistance">
/// Mean over all pairs of the distance between the two hands at equal fractions of their paths' lengths, in the frame of the reference
/// object, metres.
/// </param>
/// <param name="LengthSpread">Standard deviation of the segments' lengths divided by their mean.</param>
public readonly record struct PathDiversity(int Segments, double PathDistance, double LengthSpread)
{
    // Points that a path is compared at.
    private const int Points = 50;

    /// <summary>Measures the segments of one subtask.</summary>
    /// <param name="segments">The segments, at least two.</param>
    /// <returns>The measure; null for fewer than two segments.</returns>
    public static PathDiversity? Of(IReadOnlyList<SourceSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (segments.Count < 2)
            return null;
        Vec3[][] paths = [.. segments.Select(Resample)];
        double distance = 0;
        int pairs = 0;
        for (int i = 0; i < paths.Length; i++)
        {
            for (int j = i + 1; j < paths.Length; j++, pairs++)
                distance += Enumerable.Range(0, Points).Average(point => (paths[i][point] - paths[j][point]).Length);
        }

        double mean = segments.Average(segment => segment.Length);
        double spread = Math.Sqrt(segments.Average(segment => (segment.Length - mean) * (segment.Length - mean)));
        return new PathDiversity(segments.Count, distance / pairs, spread / mean);
    }

    // At equal fractions of the path's length, in the frame of the object.
    private static Vec3[] Resample(SourceSegment segment)
    {
        Pose objectFromWorld = segment.WorldFromObjectAtStart.Inverse();
        Vec3[] path = [.. Enumerable.Range(0, segment.Length).Select(step => (objectFromWorld * segment.WorldFromTarget[step]).Position)];
        double[] travelled = new double[path.Length];
        for (int step = 1; step < path.Length; step++)
            travelled[step] = travelled[step - 1] + (path[step] - path[step - 1]).Length;
        var points = new Vec3[Points];
        for (int point = 0, step = 0; point < Points; point++)
        {
            double wanted = travelled[^1] * point / (Points - 1);
            while (step < path.Length - 2 && travelled[step + 1] < wanted)
                step++;
            int next = Math.Min(step + 1, path.Length - 1);
            double gap = travelled[next] - travelled[step];
            double share = gap > 0 ? Math.Clamp((wanted - travelled[step]) / gap, 0, 1) : 0;
            points[point] = path[step] + ((path[next] - path[step]) * share);
        }

        return points;
    }
}
