namespace IntervenGen.Cluster.Jobs;

/// <summary>A stage of a run, as far as a scheduler needs to know it.</summary>
/// <param name="Name">Name within the run, such as <c>round-1/igen.igen</c>; letters, digits, <c>. _ - /</c>.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Needs">Names of the stages whose results it reads.</param>
public sealed record ScheduledStage(string Name, string Title, IReadOnlyList<string> Needs)
{
    /// <summary>Attempts that may be made in parts; 0 where the stage is made as a whole.</summary>
    public long Attempts { get; init; }

    /// <summary>Estimated work, seconds of one core.</summary>
    public double CoreSeconds { get; init; }

    /// <summary>Whether it trains a policy: it gets what the profile says of training.</summary>
    public bool Trains { get; init; }

    /// <summary>Whether a person has to do it; what needs it waits.</summary>
    public bool WaitsForPerson { get; init; }

    /// <summary>Stages of one group that need the same are tasks of one array, such as the seeds of a training; null for none.</summary>
    public string? Group { get; init; }
}
