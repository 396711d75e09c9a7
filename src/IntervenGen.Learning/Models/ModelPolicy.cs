using IntervenGen.Core;

namespace IntervenGen.Learning.Models;

/// <summary>A policy of a model.</summary>
/// <remarks>
/// Row by row unless batches are asked for: a runtime adds numbers in another order where there are more rows, and an episode must not
/// depend on what is simulated beside it.
/// </remarks>
internal sealed class ModelPolicy(IModel model, int observationSize, int[] columns, RecurrentPolicyOptions options) : IBatchPolicy
{
    /// <inheritdoc/>
    public int ObservationSize => observationSize;

    /// <inheritdoc/>
    public int ActionSize => model.ActionSize;

    /// <inheritdoc/>
    public bool ServesAllLanes => options.BatchedTorch;

    /// <inheritdoc/>
    public IPolicySession CreateSession(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return new ModelSession(model, observationSize, columns, options, rows);
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}
