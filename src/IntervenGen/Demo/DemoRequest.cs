using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>Sizes of a demonstration run.</summary>
/// <param name="SourceEpisodes">Source demonstrations, and source interventions.</param>
/// <param name="GeneratedEpisodes">Generated demonstrations, and generated interventions.</param>
/// <param name="GradientSteps">Gradient steps of each of the two trainings.</param>
/// <param name="Hidden">LSTM units per layer.</param>
/// <param name="SelectionTrials">Rollouts that choose between checkpoints.</param>
/// <param name="Trials">Held-out trials of each evaluation.</param>
public sealed record DemoSizes(int SourceEpisodes, int GeneratedEpisodes, int GradientSteps, int Hidden, int SelectionTrials, int Trials)
{
    /// <summary>The sizes of <c>igen demo</c>: about two minutes on two cores.</summary>
    public static DemoSizes Default { get; } = new(10, 1000, PolicyConfig.Demo.GradientSteps, PolicyConfig.Demo.Hidden, 40, 100);
}

/// <summary>What a demonstration of the whole loop is to make.</summary>
public sealed record DemoRequest
{
    /// <summary>The folder for everything that it makes. A stage whose result is there already is not repeated.</summary>
    public required string Out { get; init; }

    /// <summary>How much of everything.</summary>
    public DemoSizes Sizes { get; init; } = DemoSizes.Default;

    /// <summary>Seed of scenes, beliefs, operators, weights and batches.</summary>
    public ulong Seed { get; init; } = 1;
}
