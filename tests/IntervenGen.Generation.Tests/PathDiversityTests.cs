using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>How different motions are.</summary>
public sealed class PathDiversityTests
{
    [Fact]
    public void Equal_paths_are_no_distance_apart()
    {
        PathDiversity diversity = PathDiversity.Of([Straight(0, 11), Straight(0, 11)])!.Value;
        Assert.Equal((0.0, 0.0), (diversity.PathDistance, diversity.LengthSpread));
    }

    [Fact]
    public void Parallel_paths_are_as_far_apart_as_they_are() =>
        Assert.Equal(0.03, PathDiversity.Of([Straight(0, 11), Straight(0.03, 11)])!.Value.PathDistance, 12);

    [Fact]
    public void The_same_path_at_another_pace_differs_in_length_alone()
    {
        PathDiversity diversity = PathDiversity.Of([Straight(0, 11), Straight(0, 31)])!.Value;
        Assert.Equal(0, diversity.PathDistance, 12);
        Assert.Equal(10.0 / 21, diversity.LengthSpread, 12);
    }

    [Fact]
    public void All_pairs_count() =>
        Assert.Equal(
            (0.01 + 0.03 + 0.04) / 3,
            PathDiversity.Of([Straight(0, 11), Straight(0.01, 11), Straight(-0.03, 11)])!.Value.PathDistance, 12);

    [Fact]
    public void One_path_has_no_diversity() => Assert.Null(PathDiversity.Of([Straight(0, 11)]));

    private static SourceSegment Straight(double aside, int steps) => SegmentOf.Way(
        [.. Enumerable.Range(0, steps).Select(step => new Vec3(aside, 0, 0.2 * step / (steps - 1)))], steps);
}
