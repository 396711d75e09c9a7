namespace IntervenGen.Cluster.Jobs;

/// <summary>A run whose stages can be made by separate processes that share its folder.</summary>
public interface IPlannedRun
{
    /// <summary>The run's folder, absolute, on a file system that all nodes see.</summary>
    string Folder { get; }

    /// <summary>Name of the run, for the names of its jobs.</summary>
    string Name { get; }

    /// <summary>The stages, each behind those that it needs.</summary>
    IReadOnlyList<ScheduledStage> Stages { get; }

    /// <summary>Whether a stage's result is in its place.</summary>
    /// <param name="stage">The stage's name.</param>
    bool IsMade(string stage);

    /// <summary>Whether a part of a stage is made, and not yet joined.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="part">The part, from 1.</param>
    /// <param name="parts">Number of parts.</param>
    bool IsPartMade(string stage, int part, int parts);

    /// <summary>Arguments of igen that make a stage, or a part of it; the stage of a stage with parts joins them.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="part">The part, from 1; 0 for the whole stage.</param>
    /// <param name="parts">Number of parts.</param>
    /// <remarks>The process ends as <see cref="JobExit"/> says, and takes turns by <see cref="WorkLease"/>.</remarks>
    IReadOnlyList<string> Arguments(string stage, int part, int parts);
}
