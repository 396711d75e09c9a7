using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>A training set in a device's memory.</summary>
internal sealed class HeldSet : IDisposable
{
    private readonly Tensor _observations, _actions, _last;
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
        _observations = tensor(observations, [_count, shape.ObservationSize], device: device).DetachFromDisposeScope();
        _actions = tensor(actions, [_count, shape.ActionSize], device: device).DetachFromDisposeScope();
        _last = tensor(Array.ConvertAll(lastOfSegment, index => (long)index), device: device).DetachFromDisposeScope();
    }

    /// <summary>Windows as a batch; one that would leave its segment repeats the segment's last step.</summary>
    /// <param name="starts">First step of each window, shape [B].</param>
    /// <param name="steps">Number of steps of a window, T.</param>
    /// <returns>Observations [B, T, O] and actions [B, T, A], in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">A start is not one of the set's steps.</exception>
    public (Tensor Observations, Tensor Actions) Gather(ReadOnlySpan<int> starts, int steps)
    {
        Require(starts, nameof(starts));
        var first = new long[starts.Length];
        for (int i = 0; i < first.Length; i++)
            first[i] = starts[i];
        Tensor from = tensor(first, device: _last.device).unsqueeze(1);
        Tensor rows = minimum(from + arange(steps, device: _last.device), _last[from]);
        return (_observations[rows], _actions[rows]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _observations.Dispose();
        _actions.Dispose();
        _last.Dispose();
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
