using System.Diagnostics.CodeAnalysis;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Cpu;

/// <summary>Copies parameters between PyTorch's row-major arrays and the packed one.</summary>
internal sealed class ParameterMap(PackedLayout layout)
{
    private const int PerLayer = 4;

    /// <summary>Names and shapes in PyTorch's order.</summary>
    public IReadOnlyList<NetworkParameter> Parameters { get; } = layout.Shape.Parameters();

    /// <summary>Copies one parameter out of the packed array.</summary>
    /// <param name="index">Index into <see cref="Parameters"/>.</param>
    /// <param name="packed">All parameters, <see cref="PackedLayout.Total"/> numbers.</param>
    /// <param name="values">Shape [rows, columns].</param>
    /// <exception cref="ArgumentException">The index is out of range, or the length is not the parameter's.</exception>
    public void CopyOut(int index, ReadOnlySpan<float> packed, Span<float> values)
    {
        NetworkParameter parameter = Checked(index, values.Length);
        int columns = Math.Max(1, parameter.Columns);
        for (int i = 0; i < values.Length; i++)
            values[i] = packed[IndexOf(index, i / columns, i % columns)];
    }

    /// <summary>Copies one parameter into the packed array.</summary>
    /// <inheritdoc cref="CopyOut"/>
    public void CopyIn(int index, ReadOnlySpan<float> values, Span<float> packed)
    {
        NetworkParameter parameter = Checked(index, values.Length);
        int columns = Math.Max(1, parameter.Columns);
        for (int i = 0; i < values.Length; i++)
            packed[IndexOf(index, i / columns, i % columns)] = values[i];
    }

    private NetworkParameter Checked(int index, int length)
    {
        if ((uint)index >= (uint)Parameters.Count)
            ThrowIndex(index);
        if (length != Parameters[index].Count)
            ThrowLength(Parameters[index], length);
        return Parameters[index];
    }

    private int IndexOf(int parameter, int row, int column)
    {
        int layer = parameter / PerLayer, heads = parameter - (PerLayer * layout.Shape.Layers);
        if (heads >= 0)
            return HeadIndex(heads, row, column);
        int gate = row / layout.Shape.Hidden, unit = row % layout.Shape.Hidden;
        int inTile = (gate * Product.Group) + (unit % Product.Group), tile = unit / Product.Group;
        return (parameter % PerLayer) switch
        {
            0 => layout.Weights(layer, tile) + ((layout.Units + column) * PackedLayout.TileColumns) + inTile,
            1 => layout.Weights(layer, tile) + (column * PackedLayout.TileColumns) + inTile,
            2 => layout.InputBias(layer) + (tile * PackedLayout.TileColumns) + inTile,
            _ => layout.HiddenBias(layer) + (tile * PackedLayout.TileColumns) + inTile,
        };
    }

    // Mean, scale and logits weights, then their biases.
    private int HeadIndex(int parameter, int row, int unit)
    {
        int output = row + (parameter % 3 * layout.Shape.Means);
        return parameter < 3 ? layout.HeadWeights + layout.Head.Index(unit, output) : layout.HeadBias + output;
    }

    [DoesNotReturn]
    private void ThrowIndex(int index) =>
        throw new ArgumentException($"parameter index is {index}; 0 to {Parameters.Count - 1} are possible", nameof(index));

    [DoesNotReturn]
    private static void ThrowLength(NetworkParameter parameter, int length) =>
        throw new ArgumentException($"{parameter.Name} has {parameter.Count} numbers, not {length}", nameof(length));
}
