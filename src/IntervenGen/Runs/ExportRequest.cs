using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Episodes;
using IntervenGen.Episodes.LeRobot;

namespace IntervenGen;

/// <summary>Request to export a dataset to another framework.</summary>
public sealed record ExportRequest
{
    /// <summary>Path of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Path of the HDF5 file, or of LeRobot's folder.</summary>
    public required string Out { get; init; }

    /// <summary>Format of the result.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>Version of LeRobot's format.</summary>
    public LeRobotVersion LeRobotVersion { get; init; }

    /// <summary>The task in words, for LeRobot; null for what the task's own description says.</summary>
    public string? Instruction { get; init; }

    /// <summary>Whether an existing file, or dataset of LeRobot, may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Which episodes, or which parts of them, are exported.</summary>
    public ExportFilter Filter { get; init; }

    /// <summary>Fraction of the kept episodes in <c>mask/valid</c> or the split <c>val</c>, 0 to 1; 0 for none.</summary>
    public double ValidFraction { get; init; }

    /// <summary>Cameras whose pictures go along, of those that <see cref="DatasetPictures"/> has drawn in colour; null for all of
    /// them.</summary>
    public IReadOnlyList<string>? Cameras { get; init; }

    /// <summary>How LeRobot gets pictures.</summary>
    public LeRobotPictures PictureFormat { get; init; }

    /// <summary>The custom model that the dataset was made with; null for the task's own.</summary>
    public GivenModel? Model { get; init; }
}

/// <summary>Result of an export.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Demonstrations">Number of demonstrations in the file.</param>
/// <param name="Episodes">Number of episodes that the demonstrations come from.</param>
/// <param name="Steps">Number of control steps in the file.</param>
/// <param name="Bytes">Size of the file, bytes.</param>
/// <param name="Seconds">Duration of the export, seconds.</param>
/// <param name="PeakMemory">Largest resident memory of the process so far, bytes.</param>
public sealed record ExportResult(
    string Path, int Demonstrations, int Episodes, long Steps, long Bytes, double Seconds, long PeakMemory)
{
    /// <summary>What is not as it was recorded: the last entries of <c>next_obs</c>, where another release of MuJoCo made the dataset
    /// than carried out their action; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Export rate, 10⁶ bytes per second.</summary>
    public double MegabytesPerSecond => Bytes / 1e6 / Seconds;

    /// <summary>The result in one line.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"{Demonstrations} demonstrations from {Episodes} episodes, {Steps} steps, in '{Path}': " +
        $"{Bytes / 1e6:0.0} MB at {MegabytesPerSecond:0} MB/s, {PeakMemory >> 20} MB of memory");

    internal JsonObject ToJson() => new()
    {
        ["out"] = Path,
        ["demonstrations"] = Demonstrations,
        ["episodes"] = Episodes,
        ["steps"] = Steps,
        ["bytes"] = Bytes,
        ["seconds"] = Seconds,
        ["megabytes_per_second"] = MegabytesPerSecond,
        ["peak_memory_bytes"] = PeakMemory,
        ["note"] = Note,
    };
}
