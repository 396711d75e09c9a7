using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Fires when the task's trigger pair comes into contact: the paper's trigger, which also reveals the truth.</summary>
/// <remarks>An attempt's first contact is remembered until a recovery answers it; later contacts count only while they last.</remarks>
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
