using IntervenGen.Core;

namespace IntervenGen.Deployment;

/// <summary>Trials of one task on an arm. One thread.</summary>
public interface IArmTrial : IDisposable
{
    /// <summary>The last trial, step by step.</summary>
    EpisodeBuffer Episode { get; }

    /// <summary>Makes ready for trials, and puts down what an interrupted run left in the hand.</summary>
    /// <param name="stop">Brakes the arm.</param>
    void Begin(CancellationToken stop);

    /// <summary>Brings the arm, and the scene where it can be, to where a trial begins.</summary>
    /// <param name="key">The trial.</param>
    /// <param name="stop">Brakes the arm.</param>
    void GoToStart(in EpisodeKey key, CancellationToken stop);

    /// <summary>Runs a trial from its start.</summary>
    /// <param name="key">Draws the beliefs' errors and the policy's samples.</param>
    /// <param name="stop">Brakes the arm and ends the trial.</param>
    TrialResult Run(in EpisodeKey key, CancellationToken stop);

    /// <summary>Puts down what a trial that succeeded left in the hand.</summary>
    /// <param name="next">The trial that comes next.</param>
    /// <param name="stop">Brakes the arm.</param>
    void TidyUp(in EpisodeKey next, CancellationToken stop);

    /// <summary>Leaves the arm as people expect it after the last trial.</summary>
    /// <param name="stop">Brakes the arm.</param>
    void End(CancellationToken stop);
}
