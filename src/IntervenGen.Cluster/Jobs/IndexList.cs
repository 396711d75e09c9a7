using System.Globalization;
using System.Text;

namespace IntervenGen.Cluster.Jobs;

/// <summary>Indices as Slurm writes them: <c>0-3,5,8-9</c>.</summary>
internal static class IndexList
{
    /// <summary>Writes ascending indices.</summary>
    public static string Of(IReadOnlyList<int> indices)
    {
        var text = new StringBuilder();
        for (int first = 0, last; first < indices.Count; first = last + 1)
        {
            for (last = first; last + 1 < indices.Count && indices[last + 1] == indices[last] + 1;)
                last++;
            text.Append(first == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{indices[first]}");
            if (last > first)
                text.Append(CultureInfo.InvariantCulture, $"-{indices[last]}");
        }

        return text.ToString();
    }
}
