using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Cpu;

/// <summary>One thread's 16 rows of heads and actions, transposed so that the 16 rows of a column are contiguous.</summary>
internal sealed class MixtureScratch
{
    private readonly NetworkShape _shape;

    public MixtureScratch(NetworkShape shape)
    {
        _shape = shape;
        int means = shape.Means * Product.Group, modes = shape.Modes * Product.Group;
        (Means, Scales, Bounded, Deviations, Errors) =
            (new FloatBuffer(means), new FloatBuffer(means), new FloatBuffer(means), new FloatBuffer(means), new FloatBuffer(means));
        (Logits, Weights, Joints) = (new FloatBuffer(modes), new FloatBuffer(modes), new FloatBuffer(modes));
        Actions = new FloatBuffer(shape.ActionSize * Product.Group);
        Losses = new FloatBuffer(Product.Group);
    }

    public FloatBuffer Means { get; }

    public FloatBuffer Scales { get; }

    public FloatBuffer Logits { get; }

    public FloatBuffer Actions { get; }

    /// <summary>Hyperbolic tangent of the means.</summary>
    public FloatBuffer Bounded { get; }

    public FloatBuffer Deviations { get; }

    /// <summary>Normalised errors, (action − mean) / deviation.</summary>
    public FloatBuffer Errors { get; }

    /// <summary>Weights of the modes before normalisation.</summary>
    public FloatBuffer Weights { get; }

    /// <summary>Weights of the modes times their densities, divided by the largest.</summary>
    public FloatBuffer Joints { get; }

    public FloatBuffer Losses { get; }

    /// <summary>Copies a row in.</summary>
    public void TakeIn(int lane, ReadOnlySpan<float> heads, ReadOnlySpan<float> action)
    {
        Scatter(heads[.._shape.Means], Means.Span[lane..]);
        Scatter(heads.Slice(_shape.Means, _shape.Means), Scales.Span[lane..]);
        Scatter(heads.Slice(2 * _shape.Means, _shape.Modes), Logits.Span[lane..]);
        Scatter(action, Actions.Span[lane..]);
    }

    /// <summary>Copies the gradients of a row out.</summary>
    public void GiveBack(int lane, Span<float> heads)
    {
        Gather(Means.Span[lane..], heads[.._shape.Means]);
        Gather(Scales.Span[lane..], heads.Slice(_shape.Means, _shape.Means));
        Gather(Logits.Span[lane..], heads.Slice(2 * _shape.Means, _shape.Modes));
    }

    private static void Scatter(ReadOnlySpan<float> row, Span<float> columns)
    {
        for (int i = 0; i < row.Length; i++)
            columns[i * Product.Group] = row[i];
    }

    private static void Gather(ReadOnlySpan<float> columns, Span<float> row)
    {
        for (int i = 0; i < row.Length; i++)
            row[i] = columns[i * Product.Group];
    }
}
