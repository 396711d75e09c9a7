using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;

namespace IntervenGen;

/// <summary>Re-simulates an episode's last action to obtain the observation after it.</summary>
internal sealed class SimulatedLastObservation(EpisodeReplayer replayer) : ILastObservation
{
    public void After(EpisodeBuffer episode, int step, Span<float> observation)
    {
        replayer.Lane.RestoreState(episode.State(step));
        replayer.Lane.Step(episode.Action(step));
        replayer.Lane.Observe(observation);
    }
}
