using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Cpu;

/// <summary>Offsets of a network's parameters in the one flat array that the kernels work on.</summary>
/// <remarks>
/// Hidden units come in tiles of 16, the last padded with units that stay zero. A layer's weights are one matrix with a column per
/// gate and a row per number that the gates see: first the padded units of the step before, then the layer's input. Its columns
/// come tile by tile, of a tile gate by gate (i, f, g, o), so that 64 neighbouring columns are all that 16 units need:
/// [tile][row][gate][unit]. The optimiser works on the same arrays: nothing is packed between two gradient steps. Gradients of
/// padding are zero, so padding stays zero.
/// </remarks>
internal sealed class PackedLayout
{
    /// <summary>Number of columns of a tile: four gates of 16 units.</summary>
    public const int TileColumns = 4 * Product.Group;

    private readonly int[] _weights, _inputBias, _hiddenBias;

    /// <summary>Computes the layout for a network.</summary>
    /// <exception cref="OverflowException">The network has more numbers than an array can hold.</exception>
    public PackedLayout(NetworkShape shape)
    {
        Shape = shape;
        Tiles = (shape.Hidden + Product.Group - 1) / Product.Group;
        Head = new Panels(shape.Outputs, Units);
        _weights = new int[shape.Layers];
        _inputBias = new int[shape.Layers];
        _hiddenBias = new int[shape.Layers];
        int offset = 0;
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            _weights[layer] = Take(ref offset, Tiles * Depth(layer) * TileColumns);
            _inputBias[layer] = Take(ref offset, GateColumns);
            _hiddenBias[layer] = Take(ref offset, GateColumns);
        }

        HeadWeights = Take(ref offset, Head.Floats);
        HeadBias = Take(ref offset, Head.Width);
        Total = offset;
    }

    public NetworkShape Shape { get; }

    /// <summary>Number of tiles of 16 hidden units.</summary>
    public int Tiles { get; }

    /// <summary>Number of hidden units, with padding.</summary>
    public int Units => Tiles * Product.Group;

    /// <summary>Number of gate columns of a layer, with padding.</summary>
    public int GateColumns => Tiles * TileColumns;

    /// <summary>The heads' columns in panels of <see cref="Units"/> rows: means, scales, logits.</summary>
    public Panels Head { get; }

    /// <summary>Offset of the heads' weights.</summary>
    public int HeadWeights { get; }

    /// <summary>Offset of the heads' biases, <see cref="Panels.Width"/> numbers.</summary>
    public int HeadBias { get; }

    /// <summary>Number of floats of all parameters, with padding.</summary>
    public int Total { get; }

    /// <summary>Number of inputs of a layer besides its own hidden state.</summary>
    public int Input(int layer) => layer == 0 ? Shape.ObservationSize : Units;

    /// <summary>Number of rows of a layer's matrix.</summary>
    public int Depth(int layer) => Units + Input(layer);

    /// <summary>Offset of a layer's weights, [<see cref="Tiles"/>][<see cref="Depth"/>][<see cref="TileColumns"/>].</summary>
    public int Weights(int layer) => _weights[layer];

    /// <summary>Offset of a tile's weights.</summary>
    public int Weights(int layer, int tile) => _weights[layer] + (tile * Depth(layer) * TileColumns);

    /// <summary>Offset of PyTorch's <c>bias_ih</c>, [<see cref="Tiles"/>][<see cref="TileColumns"/>].</summary>
    public int InputBias(int layer) => _inputBias[layer];

    /// <summary>Offset of PyTorch's <c>bias_hh</c>, [<see cref="Tiles"/>][<see cref="TileColumns"/>].</summary>
    public int HiddenBias(int layer) => _hiddenBias[layer];

    private static int Take(ref int offset, int count)
    {
        int taken = offset;
        offset = checked(offset + count);
        return taken;
    }
}
