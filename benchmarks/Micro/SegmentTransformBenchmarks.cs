using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using IntervenGen.Numerics;

namespace IntervenGen.Benchmarks.Micro;

/// <summary>Moving a segment with its object, the way to its start, and its distance: as wide as the machine, against one pose after the other.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class SegmentTransformBenchmarks
{
    private readonly Pose _newFromOld = new(new Vec3(0.1, -0.2, 0.05), Quat.FromAxisAngle(Vec3.UnitZ, 0.4));
    private PoseBuffer _source = null!, _result = null!;
    private TwistBuffer _ways = null!;
    private Twist _sum;

    /// <summary>Poses in the segment; a recovery has 20 to 200.</summary>
    [Params(16, 64, 256)]
    public int Poses { get; set; }

    /// <summary>Makes the segment.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new CounterRandom(1, 0, 0);
        _source = new PoseBuffer(Poses);
        _result = new PoseBuffer(Poses);
        _ways = new TwistBuffer(Poses);
        for (int i = 0; i < Poses; i++)
        {
            _source.Add(new Pose(
                new Vec3(random.NextDouble(-1, 1), random.NextDouble(-1, 1), random.NextDouble(0, 1)),
                Quat.FromAxisAngle(Vec3.UnitX, random.NextDouble(-3, 3))));
        }

        _result.Resize(Poses);
    }

    /// <summary>The oracle of moving.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Move")]
    public void ScalarMove()
    {
        for (int i = 0; i < _source.Count; i++)
            _result[i] = _newFromOld * _source[i];
    }

    /// <summary>What generation moves with.</summary>
    [Benchmark]
    [BenchmarkCategory("Move")]
    public void WideMove() => SegmentTransform.Apply(_newFromOld, _source, _result);

    /// <summary>The oracle of interpolating.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Interpolate")]
    public void ScalarInterpolate()
    {
        for (int i = 0; i < Poses; i++)
            _result[i] = Pose.Interpolate(_newFromOld, _source[0], (i + 1.0) / (Poses + 1));
    }

    /// <summary>What generation interpolates with.</summary>
    [Benchmark]
    [BenchmarkCategory("Interpolate")]
    public void WideInterpolate() => SegmentTransform.Interpolate(_newFromOld, _source[0], Poses, _result);

    /// <summary>The oracle of differences.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Between")]
    public void ScalarBetween()
    {
        for (int i = 0; i < _source.Count; i++)
            _sum = Twist.Between(_newFromOld, _source[i]);
    }

    /// <summary>What the choice of a source compares with.</summary>
    [Benchmark]
    [BenchmarkCategory("Between")]
    public void WideBetween() => SegmentTransform.Between(_newFromOld, _source, _ways);

    /// <summary>Keeps the scalar differences from being optimised away.</summary>
    public Twist Last => _sum;
}
