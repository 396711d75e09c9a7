namespace IntervenGen.Core;

/// <summary>Ends policy execution: decides, while a policy acts, whether its mistake is to be corrected now.</summary>
/// <remarks>
/// Contact is one trigger; a learned classifier, novelty, risk, or several together (ThriftyDAgger, Hoque et al. 2021) are others.
/// Belongs to one lane and is asked by its worker's thread alone; nothing allocates after the first attempt. A recovery teaches
/// only where the observation explains it, so an attempt in which the truth is never revealed is not kept, whatever fired.
/// </remarks>
public interface ITrigger
{
    /// <summary>Starts a new attempt; the lane has been reset.</summary>
    /// <param name="environment">The lane after its reset.</param>
    /// <param name="key">The attempt's key; all randomness of the trigger derives from it.</param>
    void Begin(IEnvironment environment, in EpisodeKey key);

    /// <summary>Whether the policy's mistake shows now. Called once before every step that the policy would make.</summary>
    /// <param name="environment">The lane before the step. A trigger that is also to run on a robot reads no true poses.</param>
    /// <param name="answered">Whether a recovery has already begun in this attempt in response to an earlier firing.</param>
    bool Fires(IEnvironment environment, bool answered);

    /// <summary>Whether it judges the actions that the policy proposes, so that <see cref="FiresOn"/> is called as well.</summary>
    bool JudgesActions => false;

    /// <summary>Whether the mistake shows now, given the action that the policy is about to carry out. Called after every inference of
    /// the policy, in the step of <see cref="Fires"/>; where it fires, the action need not be carried out.</summary>
    /// <param name="environment">The lane before the step.</param>
    /// <param name="action">The proposed action, shape [action size].</param>
    /// <param name="answered">Whether a recovery has already begun in this attempt in response to an earlier firing.</param>
    bool FiresOn(IEnvironment environment, ReadOnlySpan<float> action, bool answered) => false;

    /// <summary>The policy acts again from now on, after somebody else has.</summary>
    /// <param name="environment">The lane before the policy's step.</param>
    void HandBack(IEnvironment environment)
    {
    }

    /// <summary>Whether the policy may have the robot back. Called before every step of an operator to whom it was given.</summary>
    /// <param name="environment">The lane before the step.</param>
    /// <param name="proposed">The action that the policy would carry out, shape [action size].</param>
    /// <param name="chosen">The operator's action, shape [action size].</param>
    bool GivesBack(IEnvironment environment, ReadOnlySpan<float> proposed, ReadOnlySpan<float> chosen) => false;
}
