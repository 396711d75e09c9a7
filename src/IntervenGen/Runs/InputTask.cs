using IntervenGen.Episodes;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>Finds the task of an input, for runs that do not name a task.</summary>
internal static class InputTask
{
    public static string OfDataset(string folder)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        return store.Task;
    }

    public static string OfCheckpoint(string path) => Checkpoint.Load(path).Task;
}
