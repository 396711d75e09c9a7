namespace IntervenGen.Core;

/// <summary>What ends policy execution: says, while a policy acts, whether its mistake is to be corrected now.</summary>
/// <remarks>
/// Contact is one trigger; a learned classifier, novelty, risk, or several together (ThriftyDAgger, Hoque et al. 2021) are others.
/// Belongs to one lane and is asked by its worker's thread alone; nothing allocates after the first attempt. A recovery teaches
/// only where the observation explains it, so an attempt in which the truth is never revealed is not kept, whatever fired.
/// </remarks>
public interface ITrigger
{
    /// <summary>A new attempt begins; the lane has been reset.</summary>
    /// <param name="environment">The lane.</param>
    /// <param name="key">The attempt; whatever is random in the trigger derives from it.</param>
    void Begin(IEnvironment environment, in EpisodeKey key);

    /// <summary>Whether the policy's mistake shows now. Asked once before every step that is the policy's to make.</summary>
    /// <param name="environment">The lane before the step. A trigger that also runs on a robot reads no true poses.</param>
    /// <param name="answered">Whether a recovery has begun in this attempt already, in answer to an earlier firing.</param>
    bool Fires(IEnvironment environment, bool answered);
}
