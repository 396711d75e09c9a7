using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>A training set in a device's memory.</summary>
internal sealed class HeldSet : IDisposable
{
    private readonly int _count;

    /// <summary>Copies a set to the device.</summary>
    /// <exception cref="ArgumentException">The lengths do not match, or an index is not one of the set's steps.</exception>
    public HeldSet(NetworkShape shape, Device device, float[] observations, float[] actions, int[] lastOfSegment)
    {
        _count = lastOfSegment.Length;
        SpanLength.Require(observations.Length, (long)_count * shape.ObservationSize, nameof(observations));
        SpanLength.Require(actions.Length, (long)_count * shape.ActionSize, nameof(actions));
        Require(lastOfSegment, nameof(lastOfSegment));
        using DisposeScope scope = NewDisposeScope();
        Observations = tensor(observations, [_count, shape.ObservationSize], device: device).DetachFromDisposeScope();
        Actions = tensor(actions, [_count, shape.ActionSize], device: device).DetachFromDisposeScope();
        Last = tensor(Array.ConvertAll(lastOfSegment, index => (long)index), device: device).DetachFromDisposeScope();
    }

    /// <summary>All observations, shape [N, O].</summary>
    public Tensor Observations { get; }

    /// <summary>All actions, shape [N, A].</summary>
    public Tensor Actions { get; }

    /// <summary>For every step the index of the last one of its segment, shape [N].</summary>
    public Tensor Last { get; }

    /// <summary>First steps of windows, on the device.</summary>
    /// <exception cref="ArgumentException">A start is not one of the set's steps.</exception>
    public Tensor Starts(ReadOnlySpan<int> starts)
    {
        Require(starts, nameof(starts));
        var first = new long[starts.Length];
        for (int i = 0; i < first.Length; i++)
            first[i] = starts[i];
        return tensor(first, device: Last.device);
    }

    /// <summary>Windows as a batch; one that would leave its segment repeats the segment's last step.</summary>
    /// <param name="starts">First step of each window, shape [B].</param>
    /// <param name="steps">Number of steps of a window, T.</param>
    /// <returns>Observations [B, T, O] and actions [B, T, A], in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">A start is not one of the set's steps.</exception>
    public (Tensor Observations, Tensor Actions) Gather(ReadOnlySpan<int> starts, int steps)
    {
        Tensor from = Starts(starts).unsqueeze(1);
        Tensor rows = minimum(from + arange(steps, device: Last.device), Last[from]);
        return (Observations[rows], Actions[rows]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Observations.Dispose();
        Actions.Dispose();
        Last.Dispose();
    }

    // On a GPU an index beyond the end is an error that ends the process, and comes late.
    private void Require(ReadOnlySpan<int> indices, string name)
    {
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)_count)
                throw new ArgumentException($"{index} is not one of {_count} steps", name);
        }
    }
}
