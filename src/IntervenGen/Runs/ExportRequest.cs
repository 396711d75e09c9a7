using System.Text.Json.Nodes;
using IntervenGen.Episodes.Robomimic;

namespace IntervenGen;

/// <summary>What is to be written as a robomimic file.</summary>
public sealed record ExportRequest
{
    /// <summary>The dataset's folder.</summary>
    public required string Dataset { get; init; }

    /// <summary>The HDF5 file.</summary>
    public required string Out { get; init; }

    /// <summary>Whether a file that is there may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Which episodes, or parts of them.</summary>
    public RobomimicFilter Filter { get; init; }

    /// <summary>Share of the kept episodes in <c>mask/valid</c>, 0 to 1; 0 writes no masks.</summary>
    public double ValidFraction { get; init; }

    /// <summary>The model that the dataset was made with, where that was not the task's own.</summary>
    public GivenModel? Model { get; init; }
}

/// <summary>What an export came to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Demonstrations">Demonstrations in it.</param>
/// <param name="Episodes">Episodes that they came from.</param>
/// <param name="Steps">Control steps in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Seconds">Time that it took.</param>
/// <param name="PeakMemory">Largest resident memory of the process so far, bytes.</param>
public sealed record ExportResult(
    string Path, int Demonstrations, int Episodes, long Steps, long Bytes, double Seconds, long PeakMemory)
{
    /// <summary>Bytes of the file per second, in units of 10⁶.</summary>
    public double MegabytesPerSecond => Bytes / 1e6 / Seconds;

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
    };
}
