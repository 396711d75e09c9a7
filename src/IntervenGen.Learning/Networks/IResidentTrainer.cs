namespace IntervenGen.Learning.Networks;

/// <summary>A trainer that holds the whole training set in its device's memory and gathers batches there.</summary>
/// <remarks>Only the windows' first steps travel with a gradient step.</remarks>
public interface IResidentTrainer : INetworkTrainer
{
    /// <summary>Copies a training set to the device, in place of one held before.</summary>
    /// <param name="observations">All steps, normalised, shape [N, O].</param>
    /// <param name="actions">All steps, shape [N, A].</param>
    /// <param name="lastOfSegment">For every step the index of the last step of its segment, shape [N]: a window that would go beyond
    /// is padded with it.</param>
    /// <exception cref="ArgumentException">The lengths do not match N and the network's sizes, or an index is not one of N.</exception>
    void Hold(float[] observations, float[] actions, int[] lastOfSegment);

    /// <summary>Queues one gradient on windows of the set that is held, and one Adam update with it.</summary>
    /// <remarks>The device may still be at it when this returns: waiting in every step would leave it idle while the next is
    /// prepared.</remarks>
    /// <param name="starts">First step of each window, shape [B].</param>
    /// <param name="steps">Number of steps of a window, T.</param>
    /// <param name="learningRate">Learning rate of this update.</param>
    /// <param name="averageDecay">If positive, averages are updated too.</param>
    /// <exception cref="ArgumentException">A start is not one of the set's steps.</exception>
    /// <exception cref="InvalidOperationException">No set is held.</exception>
    void QueueStep(ReadOnlySpan<int> starts, int steps, float learningRate, float averageDecay);

    /// <summary>Waits for what is queued.</summary>
    /// <returns>The losses of the steps queued since the last call, each before its update, in order.</returns>
    double[] TakeLosses();
}
