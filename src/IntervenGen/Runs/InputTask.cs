using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>Finds the task of an input, for runs that do not name a task.</summary>
internal static class InputTask
{
    public static string OfDataset(string folder)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        return store.Task;
    }

    public static string OfPolicy(string source) => PolicyFormats.Inspect(source).Task
        ?? throw new UsageException($"'{source}' does not say which task it is for; name one with --task");
}
