using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Request for a table of tasks: for each, how well operator, generation and both policies do.</summary>
public sealed record TaskTableRequest
{
    /// <summary>Folders of the tasks, or their names; a row for each, in this order.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Folder of the table: <c>table.md</c>, <c>table.json</c>, and a picture of each task.</summary>
    public required string Out { get; init; }

    /// <summary>Folder of datasets, policies and evaluations; null for one inside <see cref="Out"/>.</summary>
    public string? Cache { get; init; }

    /// <summary>Sizes of datasets, trainings and evaluations.</summary>
    public DemoSizes Sizes { get; init; } = new(10, 500, DemoSizes.Default.GradientSteps, DemoSizes.Default.Hidden, 20, 200);

    /// <summary>Episodes of the scripted operator with true beliefs, and again with wrong ones.</summary>
    public int OperatorEpisodes { get; init; } = 100;

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of worker threads; null for one per core. The table does not depend on it.</summary>
    public int? Workers { get; init; }

    /// <summary>Whether a table of another run may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="UsageException">There is no task, or a number is out of range.</exception>
    public void Validate()
    {
        if (Tasks.Count == 0)
            throw new UsageException("no task is named: a table needs at least one");
        if (OperatorEpisodes is < 1 or > 100_000)
            throw new UsageException($"{OperatorEpisodes} episodes of the operator are asked for; 1 to 100000 can be done");
    }
}

/// <summary>One row of a table of tasks.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Summary">What is to be done.</param>
/// <param name="Operator">Episodes of the scripted operator with true beliefs that succeeded.</param>
/// <param name="Recovered">Mistakes of its own, made on a wrong belief, that the operator brought to success.</param>
/// <param name="BaseClean">Success of the base policy with true beliefs.</param>
/// <param name="Base">Success of the base policy with wrong beliefs.</param>
/// <param name="Sources">Number of source interventions, and of source demonstrations.</param>
/// <param name="Generation">Attempts to generate an intervention that were kept.</param>
/// <param name="Igen">Success of the policy that was trained on generated interventions, on the base policy's trials.</param>
/// <param name="Digest">Digest of the generated interventions.</param>
public sealed record TaskTableRow(
    string Task, string Summary, SuccessInterval Operator, SuccessInterval Recovered, SuccessInterval BaseClean, SuccessInterval Base,
    int Sources, SuccessInterval Generation, SuccessInterval Igen, string Digest)
{
    /// <summary>By how much the policy trained on interventions is better than the base policy, percentage points.</summary>
    public double Gain => 100 * (Igen.Rate - Base.Rate);
}

/// <summary>A table of tasks.</summary>
/// <param name="Rows">A row for each task.</param>
/// <param name="Folder">The folder that it was written to.</param>
public sealed record TaskTable(IReadOnlyList<TaskTableRow> Rows, string Folder);
