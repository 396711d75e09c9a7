using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;
using IntervenGen.Generation;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>How the simulation of a run is set up; the seed and the task are said elsewhere.</summary>
internal sealed record RunScene(Observability Observability, double BeliefError, SteppingMode Stepping, PolicyInference Inference)
{
    /// <summary>How beliefs are wrong.</summary>
    public ErrorKind Error { get; init; }

    /// <summary>Chance that the hand loses what it carries in an episode.</summary>
    public double Drops { get; init; }
}

/// <summary>Settings of a stage that runs the simulation.</summary>
internal abstract record StageSettings : RecipeSettings
{
    public required RunScene Scene { get; init; }

    /// <summary>The trigger that ends the policy's part, or by which the robot asks; null for the contact.</summary>
    public GivenTrigger? Trigger { get; init; }

    public override JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["seed"] = Seed,
            ["observability"] = Scene.Observability.ToString(),
            ["beliefError"] = Scene.BeliefError,
            ["stepping"] = Scene.Stepping.ToString(),
            ["inference"] = Scene.Inference.ToString(),
        };
        // Unsaid where it is the task's own, so that earlier results keep their names.
        if (Scene.Error != ErrorKind.Own)
            json["error"] = Scene.Error.ToString();
        if (Scene.Drops > 0)
            json["drops"] = Scene.Drops;
        return json;
    }

    /// <summary>Adds the trigger, last: what it is decides, not where it lies. Unsaid where there is none.</summary>
    protected void AddTrigger(JsonObject json)
    {
        if (Trigger is not null)
            json["trigger"] = Trigger.Digest;
    }
}

/// <summary>Settings of a stage that fills a dataset with attempts.</summary>
internal sealed record FillSettings : StageSettings
{
    public required int Episodes { get; init; }

    /// <summary>Largest number of attempts.</summary>
    public required long MaxAttempts { get; init; }

    /// <summary>Control steps that a policy has to recover by itself.</summary>
    public int Patience { get; init; }

    public bool Corrupted { get; init; }

    /// <summary>Whether the mistakes are made on purpose, or replayed: no policy is among the inputs.</summary>
    public bool IsOffline { get; init; }

    /// <summary>How segments are moved; null for the operator's own episodes.</summary>
    public GenerationOptions? Options { get; init; }

    public override JsonObject ToJson()
    {
        JsonObject json = base.ToJson();
        json["episodes"] = Episodes;
        json["maxAttempts"] = MaxAttempts;
        json["patience"] = Patience;
        json["corrupted"] = Corrupted;
        if (Options is not null)
            json["options"] = JsonSerializer.SerializeToNode(Options);
        AddTrigger(json);
        // As the trigger: unsaid where a policy acts, so that earlier results keep their names.
        if (IsOffline)
            json["offline"] = true;
        return json;
    }
}

/// <summary>Settings of a stage in which a person records a dataset.</summary>
internal sealed record PersonSettings : StageSettings
{
    public required int Episodes { get; init; }

    /// <summary>Whether the person makes the mistakes on purpose.</summary>
    public bool IsOffline { get; init; }

    public override JsonObject ToJson()
    {
        JsonObject json = base.ToJson();
        json["episodes"] = Episodes;
        AddTrigger(json);
        if (IsOffline)
            json["offline"] = true;
        return json;
    }
}

/// <summary>Settings of a training.</summary>
internal sealed record PolicySettings : StageSettings
{
    public required PolicyConfig Config { get; init; }

    public required CheckpointSelection Selection { get; init; }

    public required double ValidFraction { get; init; }

    public required ComputeDevice Device { get; init; }

    /// <summary>Weight of each dataset; empty for sampling by size.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>Largest number of episodes of each dataset of interventions; null for all.</summary>
    public int? Cap { get; init; }

    /// <summary>Whether the last input is a policy whose weights the training begins with.</summary>
    public bool StartsFromLast { get; init; }

    public override JsonObject ToJson()
    {
        JsonObject json = base.ToJson();
        json["config"] = JsonSerializer.SerializeToNode(Config);
        json["selection"] = JsonSerializer.SerializeToNode(Selection);
        json["validFraction"] = ValidFraction;
        json["device"] = Device.ToString();
        json["weights"] = new JsonArray([.. Weights.Select(weight => (JsonNode)weight)]);
        json["cap"] = Cap;
        json["startsFromLast"] = StartsFromLast;
        AddTrigger(json);
        return json;
    }
}

/// <summary>Settings of an evaluation.</summary>
internal sealed record TrialSettings : StageSettings
{
    public required int Trials { get; init; }

    /// <summary>The scenes: held-out ones, or those by which a run decides how it goes on.</summary>
    public SceneSplit Split { get; init; } = SceneSplit.Evaluation;

    public required bool Corrupted { get; init; }

    public bool Greedy { get; init; }

    public EpisodeKey Keys => new(Seed, Split, 0, Corrupted);

    public override JsonObject ToJson()
    {
        JsonObject json = base.ToJson();
        json["trials"] = Trials;
        json["split"] = Split.ToString();
        json["corrupted"] = Corrupted;
        json["greedy"] = Greedy;
        AddTrigger(json);
        return json;
    }
}

/// <summary>Something that is there already.</summary>
internal sealed record GivenSettings : RecipeSettings
{
    /// <summary>Its path, or the address of a policy.</summary>
    public required string Path { get; init; }

    public override JsonObject ToJson() => new() { ["path"] = Path };
}

/// <summary>How much better a policy has to be than the one before it.</summary>
internal sealed record GainSettings : RecipeSettings
{
    /// <summary>Smallest rise of the success rate, percentage points.</summary>
    public required double MinGain { get; init; }

    public override JsonObject ToJson() => new() { ["minGain"] = MinGain };
}

/// <summary>Settings of an export.</summary>
internal sealed record ExportSettings : RecipeSettings
{
    public ExportFormat Format { get; init; }

    public required ExportFilter Filter { get; init; }

    public required double ValidFraction { get; init; }

    // The kind of stage tells the format.
    public override JsonObject ToJson() => new() { ["filter"] = Filter.ToString(), ["validFraction"] = ValidFraction };
}
