namespace IntervenGen.Deployment;

/// <summary>Who lays out the scene of a trial and judges its end.</summary>
public interface ITrialStage
{
    /// <summary>Lays out an episode, the arm and what it holds included.</summary>
    /// <param name="attempt">Index of the episode, from 0.</param>
    /// <returns>False where only people can.</returns>
    bool TryLayOut(long attempt);

    /// <summary>Whether the task has succeeded now; null where nobody knows.</summary>
    bool? Judge();
}
