namespace IntervenGen.Learning;

/// <summary>One dataset of a training set, and how much it weighs.</summary>
public sealed record TrainingGroup
{
    /// <summary>For reports, such as the dataset's path.</summary>
    public required string Name { get; init; }

    /// <summary>The dataset's digest; empty where none is known.</summary>
    public string Digest { get; init; } = "";

    /// <summary><c>scripted</c>, <c>human</c>, or empty where nobody acted.</summary>
    public string Operator { get; init; } = "";

    /// <summary>Share of windows under <see cref="WindowSampling.Weighted"/>, relative to the other groups.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Which steps were taken.</summary>
    public SegmentFilter Filter { get; init; }

    /// <summary>Episodes that gave at least one step.</summary>
    public int Episodes { get; init; }

    /// <summary>Episodes that are in the dataset and did not succeed; nothing is learned from them.</summary>
    public int LeftOut { get; init; }

    /// <summary>Contiguous runs of steps.</summary>
    public int Segments { get; init; }

    /// <summary>Steps, and so windows.</summary>
    public int Steps { get; init; }
}
