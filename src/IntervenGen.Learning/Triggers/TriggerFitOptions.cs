using IntervenGen.Core;

namespace IntervenGen.Learning.Triggers;

/// <summary>How a trigger is fitted.</summary>
public sealed record TriggerFitOptions
{
    /// <summary>Largest <see cref="GradientSteps"/>.</summary>
    public const int MaxGradientSteps = 1_000_000;

    /// <summary>Largest <see cref="FalseAlarms"/> and <see cref="Budget"/>, fractions.</summary>
    public const double MaxFraction = 0.5;

    /// <summary>What the trigger looks at.</summary>
    public LearnedTriggerKind Kind { get; init; }

    /// <summary>Share of attempts that the policy would do alone, of which the trigger stops at most this many; for all kinds but
    /// <see cref="LearnedTriggerKind.Thrifty"/>.</summary>
    public double FalseAlarms { get; init; } = 0.1;

    /// <summary>Switches per control step that the policy drives, of novelty and risk together, for <see
    /// cref="LearnedTriggerKind.Thrifty"/> (ThriftyDAgger's α).</summary>
    public double Budget { get; init; } = 0.01;

    /// <summary>Gradient steps of every network.</summary>
    public int GradientSteps { get; init; } = 3000;

    /// <summary>Seed of weights and batches.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks that every option is within its range.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="UsageException">A value is outside its range.</exception>
    public TriggerFitOptions Validated()
    {
        Require("the share of false alarms", FalseAlarms, 0.001, MaxFraction);
        Require("the budget of switches", Budget, 0.0001, MaxFraction);
        Require("the number of gradient steps", GradientSteps, 1, MaxGradientSteps);
        return this;
    }

    private static void Require(string name, double value, double min, double max)
    {
        if (!(value >= min && value <= max))
            throw new UsageException(FormattableString.Invariant($"{name} is {value}; it must be between {min} and {max}"));
    }
}
