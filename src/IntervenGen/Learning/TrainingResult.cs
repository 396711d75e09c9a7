using System.Text.Json.Nodes;

namespace IntervenGen;

/// <summary>What a training came to.</summary>
/// <param name="Path">The checkpoint.</param>
/// <param name="Step">Gradient step at which it was taken.</param>
/// <param name="Loss">Mean negative log-likelihood on the training data, over the last steps before it.</param>
/// <param name="SelectionSuccess">Share of the selection's rollouts that succeeded; 0 where none were made.</param>
/// <param name="Windows">Windows of the training set.</param>
/// <param name="Seconds">Time that this call took; 0 where a finished checkpoint was found.</param>
/// <param name="Reused">Whether it was complete already.</param>
/// <param name="ValidationLoss">The loss on held-out episodes; null where none were held out.</param>
public sealed record TrainingResult(
    string Path, long Step, double Loss, double SelectionSuccess, int Windows, double Seconds, bool Reused, double? ValidationLoss = null)
{
    internal JsonObject ToJson() => new()
    {
        ["out"] = Path,
        ["gradient_steps"] = Step,
        ["loss"] = double.IsFinite(Loss) ? Loss : null,
        ["validation_loss"] = ValidationLoss,
        ["selection_success"] = SelectionSuccess,
        ["windows"] = Windows,
        ["seconds"] = Seconds,
        ["reused"] = Reused,
    };
}
