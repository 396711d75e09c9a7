using IntervenGen.Numerics;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Tests;

public sealed class KdTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    [InlineData(2401)]
    public void The_nearest_point_is_that_of_a_plain_search(int count)
    {
        var random = new CounterRandom(1, (ulong)count, 0);
        var points = new Vec3[count];
        for (int i = 0; i < count; i++)
            points[i] = Make.Vector(ref random);
        var tree = new KdTree(points);
        for (int query = 0; query < 500; query++)
        {
            Vec3 from = Make.Vector(ref random, 1.5);
            int found = tree.Nearest(from, out double squared);
            double best = points.Min(point => (point - from).Length);
            Assert.Equal(best, Math.Sqrt(squared), 1e-12);
            Assert.Equal(best, (points[found] - from).Length, 1e-12);
        }
    }

    [Fact]
    public void Many_equal_points_and_points_on_a_plane_are_no_trouble()
    {
        var points = new Vec3[1000];
        for (int i = 0; i < points.Length; i++)
            points[i] = new Vec3(i % 3, 0, 0);
        var tree = new KdTree(points);
        Assert.Equal(1, tree.Nearest(new Vec3(1.2, 0, 0), out double squared) % 3);
        Assert.Equal(0.04, squared, 1e-12);
        CubeModel cube = CubeModel.Of();
        for (int i = 0; i < cube.Points.Length; i++)
        {
            int found = cube.Tree.Nearest(cube.Points[i], out squared);
            Assert.Equal(i, found);
            Assert.Equal(0, squared);
        }
    }

    [Fact]
    public void Queries_allocate_nothing()
    {
        KdTree tree = CubeModel.Of().Tree;
        var random = new CounterRandom(2, 0, 0);
        double sum = 0;
        for (int warm = 0; warm < 2; warm++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                tree.Nearest(Make.Vector(ref random, 0.1), out double squared);
                sum += squared;
            }

            if (warm == 1)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(sum > 0);
    }

    [Fact]
    public void A_tree_without_points_is_refused() => Assert.Throws<ArgumentException>(() => new KdTree([]));
}
