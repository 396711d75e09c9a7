using System.Numerics;
using System.Runtime.InteropServices;

namespace IntervenGen.Learning.Triggers;

/// <summary>Distance to the k-th nearest of the demonstrations' states, in deviations per feature.</summary>
internal sealed class DistanceScore : TriggerScore
{
    public const string FileName = "distance";

    /// <summary>Which of the nearest states counts.</summary>
    public const int Neighbours = 5;

    private readonly float[] _states;
    private readonly float[] _columns;
    private readonly int _features;

    /// <param name="states">Normalised features of the states, shape [states, features]; at least <see cref="Neighbours"/>.</param>
    /// <param name="features">Number of features.</param>
    public DistanceScore(float[] states, int features)
    {
        (_states, _features) = (states, features);
        Count = states.Length / features;
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, Neighbours);
        // Column by column, so that a vector holds one feature of neighbouring states. What pads them is further than anything.
        int padded = DenseMath.Pad(Count);
        _columns = new float[features * padded];
        Array.Fill(_columns, 1e6f);
        for (int i = 0; i < states.Length; i++)
            _columns[(i % features * padded) + (i / features)] = states[i];
    }

    /// <summary>Number of states.</summary>
    public int Count { get; }

    public override string Name => FileName;

    public override TriggerScorePass CreatePass() => new Pass(this);

    public override IEnumerable<TriggerTensor> Tensors() => [new($"{FileName}.states", Count, _features, _states)];

    private sealed class Pass(DistanceScore score) : TriggerScorePass
    {
        private readonly float[] _squares = new float[DenseMath.Pad(score.Count)];
        private readonly float[] _nearest = new float[Neighbours];

        public override double Of(ReadOnlySpan<float> features, ReadOnlySpan<float> action)
        {
            Measure(features);
            Array.Fill(_nearest, float.PositiveInfinity);
            foreach (float square in _squares)
            {
                if (square < _nearest[^1])
                    Insert(square);
            }

            return Math.Sqrt(_nearest[^1] / score._features);
        }

        private void Measure(ReadOnlySpan<float> features)
        {
            int padded = _squares.Length;
            Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(_squares.AsSpan());
            sums.Clear();
            for (int feature = 0; feature < score._features; feature++)
            {
                var mine = new Vector<float>(features[feature]);
                ReadOnlySpan<Vector<float>> theirs =
                    MemoryMarshal.Cast<float, Vector<float>>((ReadOnlySpan<float>)score._columns.AsSpan(feature * padded, padded));
                for (int i = 0; i < sums.Length; i++)
                {
                    Vector<float> offset = theirs[i] - mine;
                    sums[i] = Vector.FusedMultiplyAdd(offset, offset, sums[i]);
                }
            }
        }

        private void Insert(float square)
        {
            int place = Neighbours - 1;
            for (; place > 0 && _nearest[place - 1] > square; place--)
                _nearest[place] = _nearest[place - 1];
            _nearest[place] = square;
        }
    }
}
