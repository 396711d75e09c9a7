namespace IntervenGen.Learning.Plain;

/// <summary>How a network's numbers become actions on a task.</summary>
internal sealed record PlainUse
{
    /// <summary>Number of components of the task's observation.</summary>
    public required int ObservationSize { get; init; }

    /// <summary>For each of the network's inputs, the component of the task's observation.</summary>
    public required int[] Columns { get; init; }

    /// <summary>What is subtracted from the network's inputs, and then what they are divided by.</summary>
    public required ObservationNormalization Normalization { get; init; }

    /// <summary>Steps after which the recurrent state is cleared again.</summary>
    public required int ResetEvery { get; init; }

    /// <summary>What actions are multiplied by, and what is added then; null leaves them as they are.</summary>
    public AffineAction? Action { get; init; }

    /// <summary>Whether to take the mean of the most likely mode; otherwise a mode is sampled.</summary>
    public bool Greedy { get; init; }

    /// <summary>Whether all deviations are 1e-4 instead of the network's.</summary>
    public bool LowNoise { get; init; } = true;

    /// <summary>How a deviation follows from the network's number.</summary>
    public DeviationActivation Activation { get; init; }

    /// <summary>What is added to every deviation.</summary>
    public double MinDeviation { get; init; }
}
