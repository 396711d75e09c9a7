using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>State of Adam (Kingma and Ba 2015) and the running average of the weights, on the network's device.</summary>
internal sealed class TorchAdam : IDisposable
{
    /// <summary>Starts with moments and averages of zero.</summary>
    public TorchAdam(TorchNetwork network)
    {
        First = Zeros(network);
        Second = Zeros(network);
        Average = Zeros(network);

        // libtorch takes one for every parameter; here all have been updated as often.
        Tensor count = zeros(1, device: network.Device).DetachFromDisposeScope();
        Count = [.. network.Values.Select(_ => count)];
    }

    /// <summary>First moments, one for every parameter.</summary>
    public Tensor[] First { get; }

    /// <summary>Second moments, one for every parameter.</summary>
    public Tensor[] Second { get; }

    /// <summary>Running averages of the parameters.</summary>
    public Tensor[] Average { get; }

    /// <summary>The number of the next update, from 1: the same tensor for every parameter.</summary>
    public Tensor[] Count { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor array in (Tensor[])[.. First, .. Second, .. Average, Count[0]])
            array.Dispose();
    }

    private static Tensor[] Zeros(TorchNetwork network) =>
        [.. network.Parameters.Select(parameter => TorchNetwork.Zeros(parameter, network.Device))];
}
