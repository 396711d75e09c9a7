using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Fires when the task's trigger pair touches: the paper's trigger, which also reveals the truth.</summary>
/// <remarks>An attempt's first contact is remembered until a recovery answers it; any later one counts while it lasts.</remarks>
public sealed class ContactTrigger : ITrigger
{
    /// <inheritdoc/>
    public void Begin(IEnvironment environment, in EpisodeKey key)
    {
    }

    /// <inheritdoc/>
    public bool Fires(IEnvironment environment, bool answered)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.TriggerContact || (environment.IsRevealed && !answered);
    }
}
