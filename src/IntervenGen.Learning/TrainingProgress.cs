namespace IntervenGen.Learning;

/// <summary>How far a training run is.</summary>
/// <param name="Step">Gradient steps done.</param>
/// <param name="Total">Gradient steps of the whole run.</param>
/// <param name="Loss">Mean loss since the last report.</param>
/// <param name="StepsPerSecond">Speed since the last report.</param>
public readonly record struct TrainingProgress(long Step, long Total, double Loss, double StepsPerSecond);
