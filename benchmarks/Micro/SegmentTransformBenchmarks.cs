using BenchmarkDotNet.Attributes;
using IntervenGen.Numerics;

namespace IntervenGen.Benchmarks.Micro;

/// <summary>Moving a segment with its object: as wide as the machine, against one pose after the other.</summary>
public class SegmentTransformBenchmarks
{
    private readonly Pose _newFromOld = new(new Vec3(0.1, -0.2, 0.05), Quat.FromAxisAngle(Vec3.UnitZ, 0.4));
    private PoseBuffer _source = null!, _result = null!;

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
        for (int i = 0; i < Poses; i++)
        {
            _source.Add(new Pose(
                new Vec3(random.NextDouble(-1, 1), random.NextDouble(-1, 1), random.NextDouble(0, 1)),
                Quat.FromAxisAngle(Vec3.UnitX, random.NextDouble(-3, 3))));
        }

        _result.Resize(Poses);
    }

    /// <summary>The oracle.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar()
    {
        for (int i = 0; i < _source.Count; i++)
            _result[i] = _newFromOld * _source[i];
    }

    /// <summary>What generation uses.</summary>
    [Benchmark]
    public void Wide() => SegmentTransform.Apply(_newFromOld, _source, _result);
}
