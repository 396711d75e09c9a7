using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen.Experiments;

/// <summary>Everything that decides a recipe's result besides its inputs.</summary>
public abstract record RecipeSettings
{
    /// <summary>Seed of scenes, beliefs and operators, or of weights and batches in a training.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The settings as JSON; the names and their order are part of the key under which results are stored.</summary>
    public abstract JsonObject ToJson();
}

/// <summary>Settings of recipes that run the simulation.</summary>
public abstract record SimulationSettings : RecipeSettings
{
    /// <summary>The robot's beliefs, and what contact reveals.</summary>
    public required TestEnvironment Environment { get; init; }

    /// <summary>How a control step is divided into physics substeps.</summary>
    public required SteppingMode Stepping { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["seed"] = Seed,
            ["corrupted"] = Environment.Corrupted,
            ["partial"] = Environment.Partial,
            ["stepping"] = Stepping.ToString(),
        };
        // Unsaid where they are the paper's, so that earlier results keep their names.
        if (Environment.Error != ErrorKind.Own)
            json["error"] = Environment.Error.ToString();
        if (Environment.Drops > 0)
            json["drops"] = Environment.Drops;
        if (Environment.Contact != Observability.Full)
            json["contact"] = Environment.Contact.ToString();
        return json;
    }
}

/// <summary>Settings of recipes that keep a policy's attempts, failed ones included.</summary>
public sealed record AttemptSettings : SimulationSettings
{
    /// <summary>Number of attempts.</summary>
    public required int Attempts { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson()
    {
        JsonObject json = base.ToJson();
        json["attempts"] = Attempts;
        return json;
    }
}

/// <summary>Settings of recipes that fit a trigger, or judge one.</summary>
public sealed record TriggerSettings : RecipeSettings
{
    /// <summary>What the trigger looks at; null where one is judged.</summary>
    public string? Kind { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson()
    {
        var json = new JsonObject { ["seed"] = Seed };
        if (Kind is not null)
            json["kind"] = Kind;
        return json;
    }
}

/// <summary>Settings of recipes that collect or generate episodes.</summary>
public sealed record DatasetSettings : SimulationSettings
{
    /// <summary>Number of episodes to keep.</summary>
    public required int Episodes { get; init; }

    /// <summary>Whether the sources' mistakes are replayed open loop; null for recipes without mistakes.</summary>
    public bool? ReplaysMistakes { get; init; }

    /// <summary>Control steps that a policy may use to recover by itself: 0 in a first round.</summary>
    public int Patience { get; init; }

    /// <summary>How the scripted operator moves.</summary>
    public OperatorStyle Style { get; init; }

    /// <summary>How segments are selected, approached and replayed.</summary>
    public GenerationOptions Method { get; init; } = new();

    /// <summary>Whether the operator makes the mistakes on purpose, without a policy.</summary>
    public bool IsOffline { get; init; }

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
        if (Style != OperatorStyle.Steady)
            json["operator"] = Style.ToString();
        JsonObject method = MethodDifferences.Of(Method);
        if (method.Count > 0)
            json["method"] = method;
        if (IsOffline)
            json["offline"] = true;
        return json;
    }
}

/// <summary>Settings of recipes that evaluate a policy.</summary>
public sealed record EvaluationSettings : SimulationSettings
{
    /// <summary>Number of trials.</summary>
    public required int Trials { get; init; }

    /// <summary>Robot service that a virtual arm serves, and so which arm it is: 5, a Panda; null, an FR3 of the newest.</summary>
    public int? ArmService { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson()
    {
        JsonObject json = base.ToJson();
        json["trials"] = Trials;
        // Unsaid for the FR3, so that its results keep the name that they had.
        if (ArmService is { } service)
            json["armService"] = service;
        return json;
    }
}

/// <summary>Settings of recipes that choose the best checkpoint of a training.</summary>
public sealed record SelectionSettings : SimulationSettings
{
    /// <summary>Rollouts per checkpoint.</summary>
    public required int Trials { get; init; }

    /// <summary>Whether every second rollout has true beliefs.</summary>
    public bool IsMixed { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson()
    {
        JsonObject json = base.ToJson();
        json["trials"] = Trials;
        if (IsMixed)
            json["mixed"] = true;
        return json;
    }
}

/// <summary>Settings of recipes that train a policy.</summary>
public sealed record TrainingSettings : RecipeSettings
{
    /// <summary>LSTM units per layer.</summary>
    public required int Hidden { get; init; }

    /// <summary>Gradient steps of the training.</summary>
    public required int GradientSteps { get; init; }

    /// <summary>Learning rate of Adam, before the schedule.</summary>
    public required float LearningRate { get; init; }

    /// <summary>Whether observations are normalised to mean 0 and deviation 1.</summary>
    public required bool NormalisesObservations { get; init; }

    /// <summary>Whether the learning rate follows half a cosine down.</summary>
    public required bool HasCosineSchedule { get; init; }

    /// <summary>Decay of the moving average of weights that is used; 0 uses the last weights.</summary>
    public required float AverageDecay { get; init; }

    /// <summary>Rollouts per checkpoint that select the best one; 0 takes the last.</summary>
    public required int SelectionTrials { get; init; }

    /// <summary>Number of checkpoints compared.</summary>
    public required int Checkpoints { get; init; }

    /// <summary>Whether every dataset is sampled equally often, whatever its size.</summary>
    public required bool IsWeighted { get; init; }

    /// <summary>Number of checkpoints kept from the course of the training, for the paper's protocol.</summary>
    public int Snapshots { get; init; }

    /// <inheritdoc/>
    public override JsonObject ToJson()
    {
        JsonObject json = Network();
        // Unsaid where none are kept, so that such trainings keep the name that they had.
        if (Snapshots > 0)
            json["snapshots"] = Snapshots;
        return json;
    }

    private JsonObject Network() => new()
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
