namespace IntervenGen.Learning.Triggers;

/// <summary>What a learned trigger looks at.</summary>
public enum LearnedTriggerKind
{
    /// <summary>A classifier's log-odds that the attempt fails.</summary>
    Classifier = 0,

    /// <summary>Disagreement of an ensemble of small policies about what to do.</summary>
    Novelty = 1,

    /// <summary>Distance to the k nearest states of the demonstrations.</summary>
    Distance = 2,

    /// <summary>Probability, by a learned critic, that the policy's action does not lead to success.</summary>
    Risk = 3,

    /// <summary>Novelty or risk, with thresholds from a budget of switches (ThriftyDAgger, Hoque et al. 2021).</summary>
    Thrifty = 4,
}
