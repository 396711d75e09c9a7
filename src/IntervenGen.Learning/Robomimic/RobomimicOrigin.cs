namespace IntervenGen.Learning.Robomimic;

/// <summary>What an exported policy was trained on, which robomimic has no entry for and passes over.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="LearnedFromInterventions">Whether it was trained on recoveries.</param>
/// <param name="Observability">What contacts revealed in the interventions that it learned from.</param>
/// <param name="Digest">The digest of the checkpoint that was exported.</param>
internal sealed record RobomimicOrigin(string Task, bool LearnedFromInterventions, string Observability, string Digest);
