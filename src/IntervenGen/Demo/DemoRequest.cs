using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>Sizes of a run of the demo.</summary>
/// <param name="SourceEpisodes">Number of source demonstrations, and of source interventions.</param>
/// <param name="GeneratedEpisodes">Number of generated demonstrations, and of generated interventions.</param>
/// <param name="GradientSteps">Gradient steps of each of the two trainings.</param>
/// <param name="Hidden">LSTM units per layer.</param>
/// <param name="SelectionTrials">Rollouts per checkpoint that select the best one.</param>
/// <param name="Trials">Number of held-out trials of each evaluation.</param>
public sealed record DemoSizes(int SourceEpisodes, int GeneratedEpisodes, int GradientSteps, int Hidden, int SelectionTrials, int Trials)
{
    /// <summary>The sizes of <c>igen demo</c>: about two minutes on two cores.</summary>
    public static DemoSizes Default { get; } = new(10, 1000, PolicyConfig.Demo.GradientSteps, PolicyConfig.Demo.Hidden, 40, 100);
}

/// <summary>Request for the demo: the whole loop on one task.</summary>
public sealed record DemoRequest
{
    /// <summary>Folder for all results. A stage whose result exists is not repeated.</summary>
    public required string Out { get; init; }

    /// <summary>Sizes of datasets, trainings and evaluations.</summary>
    public DemoSizes Sizes { get; init; } = DemoSizes.Default;

    /// <summary>Seed of scenes, beliefs, operators, weights and batches.</summary>
    public ulong Seed { get; init; } = 1;
}
