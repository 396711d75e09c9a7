using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>How a checkpoint was chosen, and what else ties it to its training: kept in the checkpoint's notes.</summary>
/// <param name="Selection">By which rollouts.</param>
/// <param name="Step">Gradient step of the best so far; null before there is one.</param>
/// <param name="Success">Its share of successes.</param>
/// <param name="ValidFraction">Share of episodes that was held out.</param>
/// <param name="ValidationLoss">The loss on those; null where none was computed.</param>
/// <param name="Init">Digest of the policy that it started from; null for new weights.</param>
internal sealed record SelectionState(
    CheckpointSelection Selection, long? Step, double? Success, double ValidFraction, double? ValidationLoss, string? Init)
{
    /// <summary>What a checkpoint says; null where its notes are not this program's.</summary>
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

    /// <summary>Whether a training with these settings is the one that this belongs to, however far either is.</summary>
    public bool IsSameTraining(SelectionState other) =>
        Selection == other.Selection && ValidFraction == other.ValidFraction && Init == other.Init;

    /// <summary>The notes of a checkpoint.</summary>
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
        // New weights are the default and go unnamed.
        if (Init is { } digest)
            notes["init"] = digest;
        return notes.ToJsonString();
    }

    private static T? Number<T>(JsonNode? node)
        where T : struct => node is JsonValue value && value.TryGetValue(out T number) ? number : null;
}
