using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;
using IntervenGen.Learning.Triggers;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>A trigger that a run's file names.</summary>
/// <param name="Path">Path of its file.</param>
/// <param name="Digest">Identifies what it decides, wherever it lies.</param>
internal sealed record GivenTrigger(string Path, string Digest);

/// <summary>Looks at what a run is given before anything is made: hours later would be late to learn that it does not fit.</summary>
/// <remarks>One thread. Every task is opened once, and only where something is given.</remarks>
internal sealed class GivenInputs
{
    private readonly Dictionary<(RecipeSubject, Observability), TaskSpec> _specs = [];

    /// <summary>A trigger for a task.</summary>
    /// <param name="name">What the file calls it.</param>
    /// <param name="path">Path of its file.</param>
    /// <param name="subject">Task and robot.</param>
    /// <param name="observability">What is observed there.</param>
    /// <exception cref="UsageException">It is not there, or was fitted for something else.</exception>
    public GivenTrigger FindTrigger(YamlName name, string path, RecipeSubject subject, Observability observability)
    {
        try
        {
            return new GivenTrigger(path, TriggerModel.Load(path).For(SpecOf(subject, observability)).Digest);
        }
        catch (UsageException exception)
        {
            throw new UsageException($"{name.Place}: {exception.Message}", exception);
        }
    }

    /// <summary>Requires a dataset of a task.</summary>
    /// <param name="name">What the file calls it.</param>
    /// <param name="path">Path of its folder.</param>
    /// <param name="subject">Task and robot.</param>
    /// <param name="otherwise">What else the name could have been; empty for nothing.</param>
    /// <exception cref="UsageException">It is not there, or holds episodes of another task.</exception>
    public void RequireDataset(YamlName name, string path, RecipeSubject subject, string otherwise)
    {
        if (!EpisodeStore.Exists(path))
            throw new UsageException($"{name.Place}: there is no dataset '{path}'{otherwise}");
        try
        {
            using EpisodeStore store = EpisodeStore.Open(path);
            RequireTask(store, path, SpecOf(subject, Observability.Full).Name);
        }
        catch (UsageException exception)
        {
            throw new UsageException($"{name.Place}: {exception.Message}", exception);
        }
    }

    /// <summary>Requires a policy's file; whether it fits is known when it is loaded.</summary>
    /// <param name="name">What the file calls it.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="UsageException">It is not there.</exception>
    public static void RequirePolicy(YamlName name, string path)
    {
        if (!Path.Exists(path))
            throw new UsageException($"{name.Place}: there is no policy '{path}'");
    }

    /// <summary>Requires a dataset to hold episodes of a task.</summary>
    /// <exception cref="UsageException">It holds those of another.</exception>
    public static void RequireTask(EpisodeStore store, string path, string task)
    {
        if (store.Task != task)
            throw new UsageException($"'{path}' holds episodes of task '{store.Task}', and the run is of '{task}'");
    }

    private TaskSpec SpecOf(RecipeSubject subject, Observability observability)
    {
        if (!_specs.TryGetValue((subject, observability), out TaskSpec? spec))
        {
            using SimulatedTask task = Workspace.OpenTask(TaskCatalog.Find(subject.Task), null, observability, subject.Robot);
            _specs[(subject, observability)] = spec = task.Spec;
        }

        return spec;
    }
}
