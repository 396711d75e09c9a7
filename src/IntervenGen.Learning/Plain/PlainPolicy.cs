using IntervenGen.Core;

namespace IntervenGen.Learning.Plain;

/// <summary>A policy of a <see cref="PlainNetwork"/>: on the CPU, each worker its own session.</summary>
internal sealed class PlainPolicy(PlainNetwork network, PlainUse use) : IBatchPolicy
{
    /// <inheritdoc/>
    public int ObservationSize => use.ObservationSize;

    /// <inheritdoc/>
    public int ActionSize => network.ActionSize;

    /// <inheritdoc/>
    public IPolicySession CreateSession(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return new PlainSession(network, use, rows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its arrays are managed.
    }
}
