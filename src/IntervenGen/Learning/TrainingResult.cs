using System.Text.Json.Nodes;

namespace IntervenGen;

/// <summary>Result of a training.</summary>
/// <param name="Path">Path of the checkpoint.</param>
/// <param name="Step">Gradient step at which the selected checkpoint was taken.</param>
/// <param name="Loss">Mean negative log-likelihood on the training data, over the last steps before the checkpoint.</param>
/// <param name="SelectionSuccess">Success rate of the selection's rollouts, in [0, 1]; 0 if none were made.</param>
/// <param name="Windows">Number of windows in the training set.</param>
/// <param name="Seconds">Duration of this call, seconds; 0 if a finished checkpoint was found.</param>
/// <param name="Reused">Whether a finished checkpoint was found and reused.</param>
/// <param name="ValidationLoss">Validation loss on held-out episodes; null if none were held out.</param>
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
