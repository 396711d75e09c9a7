using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Where a pose stands in a feature: as seven named numbers, or as the sixteen of a matrix.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Components">Indices of x y z qw qx qy qz; empty for a matrix, row by row.</param>
internal sealed record PoseColumns(LeRobotFeature Feature, IReadOnlyList<int> Components)
{
    /// <summary>What a feature needs to hold a pose, for messages.</summary>
    public const string Needs = "numbers named x y z qw qx qy qz in any order, or the 16 of a 4 × 4 matrix";

    private static readonly string[] s_order = ["x", "y", "z", "qw", "qx", "qy", "qz"];

    /// <summary>Looks for a pose in a feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="prefix">What the names begin with, such as an object's name; empty for any.</param>
    public static PoseColumns? Find(LeRobotFeature feature, string prefix = "")
    {
        if (feature.Width == RobomimicConventions.MatrixSize && prefix.Length == 0)
            return new PoseColumns(feature, []);
        string[] axes = [.. feature.Names.Select(
            name => name.StartsWith(prefix, StringComparison.Ordinal) ? Axis(name[prefix.Length..]) : "")];
        // A second hand's, or a name twice, would leave open which is meant.
        return feature.Names.Count == feature.Width && s_order.All(axis => axes.Count(name => name == axis) == 1)
            ? new PoseColumns(feature, [.. s_order.Select(axis => Array.IndexOf(axes, axis))])
            : null;
    }

    /// <summary>The poses of an episode as matrices, shape [steps × 16].</summary>
    /// <exception cref="EpisodeFormatException">A quaternion has not length 1.</exception>
    public double[] Matrices(LeRobotDataset dataset, int episode)
    {
        double[] values = dataset.Read<double>(episode, Feature.Name);
        if (Components.Count == 0)
            return values;
        int steps = values.Length / Feature.Width;
        double[] matrices = new double[steps * RobomimicConventions.MatrixSize];
        Span<double> numbers = stackalloc double[Pose.Size];
        for (int t = 0; t < steps; t++)
        {
            for (int i = 0; i < Pose.Size; i++)
                numbers[i] = values[(t * Feature.Width) + Components[i]];
            Pose pose = Pose.From(numbers);
            double square = (numbers[3] * numbers[3]) + (numbers[4] * numbers[4]) + (numbers[5] * numbers[5]) + (numbers[6] * numbers[6]);
            double length = Math.Sqrt(square);
            if (!(Math.Abs(length - 1) < 0.02))
                throw new EpisodeFormatException(
                    $"'{dataset.Path}', feature '{Feature.Name}': the quaternion of episode {episode}, step {t} has length {length:0.###}");
            RobomimicConventions.WriteMatrix(pose.Normalized, matrices.AsSpan(t * RobomimicConventions.MatrixSize));
        }

        return matrices;
    }

    // quat_w, quaternion.w, q_w and qw are one name; so are pos_x, position.x and x.
    private static string Axis(string name)
    {
        string[] words = name.ToLowerInvariant().Split(['_', '.', '/', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return "";
        bool isTurn = words.Length > 1 && words[^2] is "q" or "quat" or "quaternion" or "orientation" or "rot" or "rotation";
        return isTurn && words[^1].Length == 1 ? "q" + words[^1] : words[^1];
    }
}
