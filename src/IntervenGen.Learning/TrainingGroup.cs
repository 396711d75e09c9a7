namespace IntervenGen.Learning;

/// <summary>One dataset of a training set, with its weight and counts.</summary>
public sealed record TrainingGroup
{
    /// <summary>Name for reports, such as the dataset's path.</summary>
    public required string Name { get; init; }

    /// <summary>Digest of the dataset; empty if unknown.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Kind of operator: <c>scripted</c>, <c>human</c>, or empty if nobody acted.</summary>
    public string Operator { get; init; } = "";

    /// <summary>Weight of the dataset under <see cref="WindowSampling.Weighted"/>, relative to the other groups.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Which steps were used.</summary>
    public SegmentFilter Filter { get; init; }

    /// <summary>Number of episodes that contributed at least one step.</summary>
    public int Episodes { get; init; }

    /// <summary>Number of unsuccessful episodes in the dataset, which are not used for training.</summary>
    public int LeftOut { get; init; }

    /// <summary>Number of segments: contiguous runs of steps.</summary>
    public int Segments { get; init; }

    /// <summary>Number of steps, which is also the number of windows.</summary>
    public int Steps { get; init; }
}
