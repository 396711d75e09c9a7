using System.Text.Json.Nodes;

namespace IntervenGen.Web.Teleop;

/// <summary>Time from sending a picture of the world to receiving the first command that answers it, milliseconds.</summary>
/// <remarks>Under the desk's lock. The newest values are kept.</remarks>
internal sealed class LatencyStatistics
{
    private const int Capacity = 1 << 16;

    private readonly double[] _values = new double[Capacity];
    private long _count;
    private double _sum;

    public void Add(double milliseconds)
    {
        _values[_count++ % Capacity] = milliseconds;
        _sum += milliseconds;
    }

    public JsonObject ToJson()
    {
        if (_count == 0)
            return new JsonObject { ["commands"] = 0 };
        double[] sorted = _values[..(int)Math.Min(_count, Capacity)];
        Array.Sort(sorted);
        double At(double share) => Math.Round(sorted[(int)(share * (sorted.Length - 1))], 2);
        return new JsonObject
        {
            ["commands"] = _count,
            ["mean_ms"] = Math.Round(_sum / _count, 2),
            ["median_ms"] = At(0.5),
            ["p95_ms"] = At(0.95),
            ["largest_ms"] = At(1),
        };
    }
}
