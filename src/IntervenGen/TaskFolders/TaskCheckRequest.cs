using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Asks for a check of a task.</summary>
public sealed record TaskCheckRequest
{
    /// <summary>The task's name, or the path of its folder.</summary>
    public required string Task { get; init; }

    /// <summary>Number of scenes, with beliefs, that are sampled.</summary>
    public int Scenes { get; init; } = 1000;

    /// <summary>Number of episodes that the scripted operator does with true beliefs, and again with wrong ones.</summary>
    public int Episodes { get; init; } = 30;

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>PNG file for a sheet of start, mistake and end of some episodes; null for none.</summary>
    public string? Picture { get; init; }

    /// <summary>Rows of that sheet: an episode each.</summary>
    public int PictureRows { get; init; } = 4;

    /// <summary>Width of each of its pictures, pixels; three quarters of it are their height.</summary>
    public int PictureWidth { get; init; } = 400;

    /// <summary>Whether the file may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public void Validate()
    {
        if (Scenes is < 1 or > 1_000_000)
            throw new UsageException($"{Scenes} scenes are asked for; 1 to 1000000 can be sampled");
        if (Episodes is < 0 or > 100_000)
            throw new UsageException($"{Episodes} episodes are asked for; 0 to 100000 can be done");
        if (PictureRows is < 1 or > 100)
            throw new UsageException($"{PictureRows} rows of pictures are asked for; 1 to 100 can be drawn");
        if (PictureWidth is < 40 or > 1200)
            throw new UsageException($"pictures {PictureWidth} pixels wide are asked for; 40 to 1200 can be drawn");
    }
}

/// <summary>What a check of a task found.</summary>
/// <param name="Spec">The task's names and shapes.</param>
/// <param name="Faults">What makes the task unusable, one line each.</param>
/// <param name="Warnings">What is unusual and may be meant, one line each.</param>
/// <param name="Scenes">Number of scenes sampled.</param>
/// <param name="Episodes">Number of episodes that the operator did each way; 0 without an operator.</param>
/// <param name="Successes">How many of them succeeded with true beliefs.</param>
/// <param name="Mistakes">In how many of those with wrong beliefs the mistake was revealed.</param>
/// <param name="Recoveries">How many of these the operator then brought to success.</param>
/// <param name="StepsPerSecond">Control steps per second of one lane, the operator's thinking included.</param>
/// <param name="Picture">The picture, if one was drawn.</param>
public sealed record TaskCheckResult(
    TaskSpec Spec, IReadOnlyList<string> Faults, IReadOnlyList<string> Warnings, int Scenes, int Episodes, int Successes, int Mistakes,
    int Recoveries, double StepsPerSecond, string? Picture)
{
    /// <summary>Whether nothing was found that makes the task unusable.</summary>
    public bool IsUsable => Faults.Count == 0;
}
