using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;

namespace IntervenGen;

/// <summary>Carries out an episode's last action again to see what comes after it.</summary>
internal sealed class SimulatedLastObservation(EpisodeReplayer replayer) : ILastObservation
{
    public void After(EpisodeBuffer episode, int step, Span<float> observation)
    {
        replayer.Lane.RestoreState(episode.State(step));
        replayer.Lane.Step(episode.Action(step));
        replayer.Lane.Observe(observation);
    }
}
