using System.Globalization;

namespace IntervenGen.Cluster.Jobs;

/// <summary>One job, or one array of jobs, of a run.</summary>
/// <param name="Name">Name within the run; that of its stage or group, and <c>.parts</c> for an array of parts.</param>
/// <param name="Tasks">What is made; an array if more than one.</param>
/// <param name="Needs">Names of the jobs that must be done before.</param>
public sealed record ClusterJob(string Name, IReadOnlyList<JobTask> Tasks, IReadOnlyList<string> Needs)
{
    /// <summary>Estimated work of all tasks, seconds of one core.</summary>
    public double CoreSeconds { get; init; }

    /// <summary>Whether it trains.</summary>
    public bool Trains { get; init; }

    /// <summary>Whether it is an array.</summary>
    public bool IsArray => Tasks.Count > 1;

    /// <summary>The name as part of a file's name.</summary>
    public string FileName => Name.Replace('/', '.');
}

/// <summary>One task of a job: a stage, or a part of one.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Part">The part, from 1; 0 for the whole stage.</param>
/// <param name="Parts">Number of parts, also where they are joined; 0 for a stage without parts.</param>
public sealed record JobTask(string Stage, int Part, int Parts)
{
    /// <summary>Such as <c>round-1/igen.igen part 3/8</c>.</summary>
    public string Label => Part == 0 ? Stage : string.Create(CultureInfo.InvariantCulture, $"{Stage} part {Part}/{Parts}");
}
