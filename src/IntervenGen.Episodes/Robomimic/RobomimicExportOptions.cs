using IntervenGen.Core;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>
/// Computes the observation after an episode's last action, which a store does not hold; implemented where physics is
/// available.
/// </summary>
public interface ILastObservation
{
    /// <summary>Computes the observation after the action of one step.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="step">The step whose action is carried out.</param>
    /// <param name="observation">Result, shape [observation size].</param>
    void After(EpisodeBuffer episode, int step, Span<float> observation);
}

/// <summary>Options of an export to a robomimic file.</summary>
public sealed record RobomimicExportOptions
{
    /// <summary>Which steps become demonstrations.</summary>
    public ExportFilter Filter { get; init; }

    /// <summary>Fraction of the episodes in <c>mask/valid</c>, the rest being in <c>mask/train</c>; 0 writes neither.</summary>
    public double ValidFraction { get; init; }

    /// <summary>Whether an existing file may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The model's MJCF text, for <c>model_file</c>.</summary>
    public string ModelXml { get; init; } = "";

    /// <summary>
    /// Computes the last entry of <c>next_obs</c>; without it that group is omitted, which behavioural cloning does not need.
    /// </summary>
    public ILastObservation? LastObservation { get; init; }

    /// <summary>What computes it, where that is not what made the dataset: written into <c>intervengen</c>, so that the file says so.
    /// Empty for the same.</summary>
    public string LastObservationBy { get; init; } = "";

    /// <summary>Pictures of the episodes, one entry a camera: <c>obs/CAMERA_image</c>, as robomimic names them.</summary>
    public IReadOnlyList<IEpisodePictures> Pictures { get; init; } = [];

    /// <summary>Checks that every value is within its range.</summary>
    /// <exception cref="UsageException">A value is outside its range.</exception>
    public RobomimicExportOptions Validated() =>
        ValidFraction is >= 0 and < 1 ? this : throw new UsageException(
            $"--valid-fraction is {ValidFraction}; it must be at least 0 and below 1");
}

/// <summary>Result of an export.</summary>
/// <param name="Demonstrations">Number of groups <c>demo_…</c> written.</param>
/// <param name="Episodes">Number of episodes that they come from.</param>
/// <param name="Steps">Number of steps written.</param>
/// <param name="Bytes">Size of the file, bytes.</param>
public sealed record RobomimicExport(int Demonstrations, int Episodes, long Steps, long Bytes);
