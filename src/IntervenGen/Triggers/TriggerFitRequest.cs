using IntervenGen.Learning.Triggers;

namespace IntervenGen;

/// <summary>Request to fit a trigger.</summary>
public sealed record TriggerFitRequest
{
    /// <summary>Path of the trigger's file.</summary>
    public required string Out { get; init; }

    /// <summary>Paths of the datasets, at least one: rollouts with their failures, demonstrations, interventions.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Kind, limits and seed.</summary>
    public TriggerFitOptions Options { get; init; } = new();

    /// <summary>Largest number of episodes of each dataset; the first ones count.</summary>
    public int MaxEpisodes { get; init; } = 300;

    /// <summary>Whether an existing file may be replaced.</summary>
    public bool Overwrite { get; init; }
}
