using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Learning.Policies;
using IntervenGen.Tasks.Folders;

namespace IntervenGen;

/// <summary>Finds the task of an input, for runs that do not name a task.</summary>
internal static class InputTask
{
    /// <summary>Name of a dataset's task or, where it is not built in, the path of the folder that the dataset carries.</summary>
    public static string Of(StoreManifest manifest) => Of(manifest.Task, manifest.Source);

    /// <summary>A name or, where the task is not built in, the path of the folder that was carried.</summary>
    public static string Of(string name, TaskSource? source) => source is null ? name : TaskFolder.PathOf(source);

    /// <summary>Name of a policy's task or, where it is not built in, the path of the folder that the policy carries.</summary>
    public static string OfPolicy(string source) => Of(PolicyFormats.Inspect(source), source);

    /// <inheritdoc cref="OfPolicy"/>
    public static string Of(PolicyFacts facts, string source)
    {
        if (facts.Source is { } carried)
            return TaskFolder.PathOf(carried);
        return facts.Task ?? throw new UsageException($"'{source}' does not say which task it is for; name one with --task");
    }
}
