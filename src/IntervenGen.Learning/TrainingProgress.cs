namespace IntervenGen.Learning;

/// <summary>Progress of a training run.</summary>
/// <param name="Step">Number of gradient steps done.</param>
/// <param name="Total">Number of gradient steps of the whole run.</param>
/// <param name="Loss">Mean loss since the last report.</param>
/// <param name="StepsPerSecond">Gradient steps per second since the last report.</param>
public readonly record struct TrainingProgress(long Step, long Total, double Loss, double StepsPerSecond);
