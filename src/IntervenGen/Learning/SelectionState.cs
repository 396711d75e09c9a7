using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>How a checkpoint was selected, and what identifies its training; stored in the checkpoint's notes.</summary>
/// <param name="Selection">The rollouts that select the checkpoint.</param>
/// <param name="Step">Gradient step of the best checkpoint so far; null before there is one.</param>
/// <param name="Success">Success rate of that checkpoint, in [0, 1].</param>
/// <param name="ValidFraction">Fraction of episodes held out for validation.</param>
/// <param name="ValidationLoss">Validation loss; null if none was computed.</param>
/// <param name="Init">Digest of the policy that the training started from; null for initial weights.</param>
internal sealed record SelectionState(
    CheckpointSelection Selection, long? Step, double? Success, double ValidFraction, double? ValidationLoss, string? Init)
{
    /// <summary>Reads the state from a checkpoint; null if its notes have another origin.</summary>
    public static SelectionState? Of(Checkpoint checkpoint)
    {
        try
        {
            return JsonNode.Parse(checkpoint.Facts.Notes.Length == 0 ? "{}" : checkpoint.Facts.Notes) is JsonObject notes
                && notes["selection"].Deserialize<CheckpointSelection>() is { } selection
                ? new SelectionState(
                    selection, Number<long>(notes["step"]), Number<double>(notes["selection_success"]),
                    Number<double>(notes["valid_fraction"]) ?? 0, Number<double>(notes["validation_loss"]), notes["init"]?.ToString())
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether a training with these settings is the same training, however far either has run.</summary>
    public bool IsSameTraining(SelectionState other) =>
        Selection == other.Selection && ValidFraction == other.ValidFraction && Init == other.Init;

    /// <summary>The state as the notes of a checkpoint.</summary>
    public string ToNotes()
    {
        var notes = new JsonObject
        {
            ["selection"] = JsonSerializer.SerializeToNode(Selection),
            ["step"] = Step,
            ["selection_success"] = Success,
        };
        if (ValidFraction > 0)
            (notes["valid_fraction"], notes["validation_loss"]) = (ValidFraction, ValidationLoss);
        // Initial weights are the default and are omitted.
        if (Init is { } digest)
            notes["init"] = digest;
        return notes.ToJsonString();
    }

    private static T? Number<T>(JsonNode? node)
        where T : struct => node is JsonValue value && value.TryGetValue(out T number) ? number : null;
}
