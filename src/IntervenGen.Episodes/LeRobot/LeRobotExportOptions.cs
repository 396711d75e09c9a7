using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Options of an export to a LeRobot dataset.</summary>
public sealed record LeRobotExportOptions
{
    /// <summary>Version of the format.</summary>
    public LeRobotVersion Version { get; init; }

    /// <summary>Which steps become episodes.</summary>
    public ExportFilter Filter { get; init; }

    /// <summary>Fraction of the kept episodes in the split <c>val</c>, at the end; 0 for none.</summary>
    public double ValidFraction { get; init; }

    /// <summary>Whether an existing LeRobot dataset may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The task in words, which policies that understand language are told; empty for the task's name.</summary>
    public string Instruction { get; init; } = "";

    /// <summary>Pictures of the episodes, one entry a camera.</summary>
    public IReadOnlyList<IEpisodePictures> Pictures { get; init; } = [];

    /// <summary>How pictures are put in.</summary>
    public LeRobotPictures PictureFormat { get; init; }

    /// <summary>Checks that every value is within its range.</summary>
    /// <exception cref="UsageException">A value is outside its range.</exception>
    public LeRobotExportOptions Validated() =>
        ValidFraction is >= 0 and < 1 ? this : throw new UsageException(
            $"--valid-fraction is {ValidFraction}; it must be at least 0 and below 1");
}

/// <summary>Result of an export.</summary>
/// <param name="Episodes">Number of LeRobot's episodes written.</param>
/// <param name="SourceEpisodes">Number of stored episodes that they come from.</param>
/// <param name="Steps">Number of steps (frames) written.</param>
/// <param name="Bytes">Size of all files, bytes.</param>
public sealed record LeRobotExport(int Episodes, int SourceEpisodes, long Steps, long Bytes);
