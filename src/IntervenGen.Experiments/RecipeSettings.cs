using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Experiments;

/// <summary>Everything that decides a recipe's result besides its inputs.</summary>
public abstract record RecipeSettings
{
    /// <summary>Seed of scenes, beliefs and operators; of weights and batches in a training.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The settings as a recipe's identity has them: names and their order are part of what results are kept under.</summary>
    public abstract JsonObject ToJson();
}

/// <summary>What a recipe that simulates has in common with others.</summary>
public abstract record SimulationSettings : RecipeSettings
{
    /// <summary>What the robot believes and learns.</summary>
    public required TestEnvironment Environment { get; init; }

    /// <summary>How physics substeps are chosen.</summary>
    public required SteppingMode Stepping { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson() => new()
    {
        ["seed"] = Seed,
        ["corrupted"] = Environment.Corrupted,
        ["partial"] = Environment.Partial,
        ["stepping"] = Stepping.ToString(),
    };
}

/// <summary>Episodes that are collected or generated.</summary>
public sealed record DatasetSettings : SimulationSettings
{
    /// <summary>How many to keep.</summary>
    public required int Episodes { get; init; }

    /// <summary>Whether the sources' mistakes are replayed open loop; null where there are none.</summary>
    public bool? ReplaysMistakes { get; init; }

    /// <summary>Control steps that a policy has to recover by itself: 0 in a first round.</summary>
    public int Patience { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson()
    {
        JsonObject json = base.ToJson();
        json["episodes"] = Episodes;
        if (ReplaysMistakes is { } replays)
            json["replayMistakes"] = replays;
        // Unsaid where there is none, so that first rounds keep the name that they had.
        if (Patience > 0)
            json["patience"] = Patience;
        return json;
    }
}

/// <summary>Trials of a policy.</summary>
public sealed record EvaluationSettings : SimulationSettings
{
    /// <summary>How many.</summary>
    public required int Trials { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson()
    {
        JsonObject json = base.ToJson();
        json["trials"] = Trials;
        return json;
    }
}

/// <summary>A training.</summary>
public sealed record TrainingSettings : RecipeSettings
{
    /// <summary>LSTM units per layer.</summary>
    public required int Hidden { get; init; }

    /// <summary>Gradient steps.</summary>
    public required int GradientSteps { get; init; }

    /// <summary>Adam's learning rate.</summary>
    public required float LearningRate { get; init; }

    /// <summary>Whether observations are shifted and scaled.</summary>
    public required bool NormalisesObservations { get; init; }

    /// <summary>Whether the learning rate falls along half a cosine.</summary>
    public required bool HasCosineSchedule { get; init; }

    /// <summary>Decay of the average of weights that is used; 0: the last weights are.</summary>
    public required float AverageDecay { get; init; }

    /// <summary>Rollouts that compare checkpoints.</summary>
    public required int SelectionTrials { get; init; }

    /// <summary>Checkpoints that are compared.</summary>
    public required int Checkpoints { get; init; }

    /// <summary>Whether every dataset is sampled equally often, whatever its size.</summary>
    public required bool IsWeighted { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson() => new()
    {
        ["hidden"] = Hidden,
        ["gradientSteps"] = GradientSteps,
        ["learningRate"] = LearningRate,
        ["normalise"] = NormalisesObservations,
        ["cosine"] = HasCosineSchedule,
        ["averageDecay"] = AverageDecay,
        ["selectionTrials"] = SelectionTrials,
        ["checkpoints"] = Checkpoints,
        ["weighted"] = IsWeighted,
        ["seed"] = Seed,
    };
}
