using System.Text.Json.Serialization;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>How new episodes are made from source segments.</summary>
public sealed record GenerationOptions
{
    /// <summary>How a source segment is picked.</summary>
    public SelectionStrategy Selection { get; init; } = SelectionStrategy.Random;

    /// <summary>Standard deviation of the noise added to replayed arm actions, in action units (0.05 is MimicGen's).</summary>
    public double ActionNoise { get; init; } = 0.05;

    /// <summary>Longest way between two interpolation waypoints, metres per control step.</summary>
    public double InterpolationStep { get; init; } = 0.008;

    /// <summary>Largest turn between two interpolation waypoints, radians per control step.</summary>
    public double InterpolationTurn { get; init; } = 0.08;

    /// <summary>Fewest interpolation waypoints.</summary>
    public int InterpolationMinimum { get; init; } = 5;

    /// <summary>
    /// How far above the straight way an arm is carried that starts in contact, metres: a held part dragged across what it
    /// ran into turns in the hand, and a recovery replayed with a turned part fails. 0 keeps the straight way, as the paper does.
    /// </summary>
    public double InterpolationLift { get; init; } = 0.02;

    /// <summary>Most control steps of policy execution before it is given up without a trigger.</summary>
    public int PolicyHorizon { get; init; } = 200;

    /// <summary>
    /// Most control steps that the policy goes on acting after the trigger, drawn evenly from 0 on for every recovery: what
    /// a person's reaction time does to a real intervention. 0 stops the policy on contact, as the paper does.
    /// </summary>
    public int ReactionLimit { get; init; } = 8;

    /// <summary>
    /// Control steps that the policy has after the trigger to recover by itself, before <see cref="ReactionLimit"/>'s; an attempt in
    /// which it does is no source of anything. 0 corrects every mistake, as the paper does.
    /// </summary>
    // Unsaid where it is 0, so that what was made before is found again by its options.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Patience { get; init; }

    /// <summary>Most recoveries per subtask.</summary>
    public int RecoveryLimit { get; init; } = 2;

    /// <summary>Whether to go back a subtask whose goal came undone, such as when a grasped object was dropped.</summary>
    public bool ReturnToEarlierSubtasks { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="UsageException">A value is outside its range; the message names it.</exception>
    public GenerationOptions Validated()
    {
        Require(ActionNoise is >= 0 and <= 1, nameof(ActionNoise), ActionNoise, "between 0 and 1");
        Require(InterpolationStep > 0, nameof(InterpolationStep), InterpolationStep, "above 0 m");
        Require(InterpolationTurn > 0, nameof(InterpolationTurn), InterpolationTurn, "above 0 rad");
        Require(InterpolationMinimum >= 1, nameof(InterpolationMinimum), InterpolationMinimum, "at least 1");
        Require(InterpolationLift >= 0, nameof(InterpolationLift), InterpolationLift, "at least 0 m");
        Require(PolicyHorizon >= 1, nameof(PolicyHorizon), PolicyHorizon, "at least 1");
        Require(ReactionLimit >= 0, nameof(ReactionLimit), ReactionLimit, "at least 0");
        Require(Patience >= 0, nameof(Patience), Patience, "at least 0");
        Require(Patience < PolicyHorizon, nameof(Patience), Patience, $"below {PolicyHorizon}, after which the policy is given up");
        Require(RecoveryLimit >= 1, nameof(RecoveryLimit), RecoveryLimit, "at least 1");
        return this;
    }

    /// <summary>Adds the replay's noise to the arm's part of an action.</summary>
    internal void AddNoise(Span<float> action, ref CounterRandom random)
    {
        for (int i = 0; ActionNoise > 0 && i < action.Length - 1; i++)
            action[i] = (float)Math.Clamp(action[i] + (ActionNoise * random.NextGaussian()), -1, 1);
    }

    private static void Require(bool holds, string name, double value, string limit)
    {
        if (!holds)
            throw new UsageException($"{name} is {value}; it must be {limit}");
    }
}
