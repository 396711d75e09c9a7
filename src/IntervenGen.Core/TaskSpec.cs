namespace IntervenGen.Core;

/// <summary>One named block of the observation vector.</summary>
/// <param name="Name">robomimic's key, such as <c>robot0_eef_pos</c>.</param>
/// <param name="Size">Numbers in the block.</param>
public sealed record ObservationField(string Name, int Size);

/// <summary>One object-centric subtask: motions of it are tied to one reference object.</summary>
/// <param name="Name">A short word for reports, such as <c>insert</c>.</param>
/// <param name="ReferenceObject">Index into <see cref="TaskSpec.Objects"/>.</param>
public sealed record SubtaskSpec(string Name, int ReferenceObject);

/// <summary>Everything about a task that buffers, files and learners need to know: shapes, names and limits.</summary>
/// <remarks>Immutable; every shape in the system is derived from it once, at the edge.</remarks>
public sealed record TaskSpec
{
    /// <summary>The name on the command line, such as <c>nut-insertion</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Summary { get; init; }

    /// <summary>Blocks of the observation vector, in order.</summary>
    public required IReadOnlyList<ObservationField> Observations
    {
        get;
        init
        {
            field = value;
            ObservationSize = value.Sum(block => block.Size);
        }
    }

    /// <summary>Objects whose poses are recorded, in order.</summary>
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>Subtasks, in the order in which they are done.</summary>
    public required IReadOnlyList<SubtaskSpec> Subtasks { get; init; }

    /// <summary>Numbers in an action: arm components in [−1, 1], then the gripper (+1 close, −1 open).</summary>
    public required int ActionSize { get; init; }

    /// <summary>Numbers in the full simulator state, from which an episode can be continued exactly.</summary>
    public required int StateSize { get; init; }

    /// <summary>Most control steps in an episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>Hash of the physics model's source; two datasets with different hashes are not replayable on each other.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Seconds per control step.</summary>
    public double ControlPeriod { get; init; } = 0.05;

    /// <summary>Numbers in the observation vector.</summary>
    public int ObservationSize { get; private init; }
}
