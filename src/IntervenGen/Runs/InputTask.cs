using IntervenGen.Episodes;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>The task that an input is of: asked for nothing else, a run works on that.</summary>
internal static class InputTask
{
    public static string OfDataset(string folder)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        return store.Task;
    }

    public static string OfCheckpoint(string path) => Checkpoint.Load(path).Task;
}
