using IntervenGen.Core;

namespace IntervenGen.Learning.Policies;

/// <summary>What a policy is, for a person to read.</summary>
/// <param name="Facts">What identifies it, and what it learned from.</param>
public sealed record PolicyDescription(PolicyFacts Facts)
{
    /// <summary>The network in words, such as <c>BC-RNN-GMM, LSTM 2 x 400, 5 modes</c>; empty where the format does not say.</summary>
    public string Network { get; init; } = "";

    /// <summary>Number of weights; 0 where the format does not say.</summary>
    public long Parameters { get; init; }

    /// <summary>Names and sizes of the observations, in the policy's order; empty where the format does not say.</summary>
    public IReadOnlyList<ObservationField> Observations { get; init; } = [];

    /// <summary>Number of components of an action; 0 where the format does not say.</summary>
    public int ActionSize { get; init; }

    /// <summary>Steps after which the recurrent state is cleared; 0 for a policy without one.</summary>
    public int ResetEvery { get; init; }

    /// <summary>Whether observations are normalised before the network.</summary>
    public bool NormalisesObservations { get; init; }

    /// <summary>Whether actions are scaled after the network.</summary>
    public bool ScalesActions { get; init; }

    /// <summary>What it was trained on and how, a line each; empty where the format does not say.</summary>
    public IReadOnlyList<string> Training { get; init; } = [];
}
