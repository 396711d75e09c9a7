using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>How a repeated episode compares with its record.</summary>
/// <param name="FirstDifference">First step whose state differs; −1 where none does.</param>
/// <param name="LargestDeviation">Largest difference of any number of any state.</param>
/// <param name="Succeeds">Whether the success predicate holds at the end.</param>
public readonly record struct ReplayComparison(int FirstDifference, double LargestDeviation, bool Succeeds)
{
    /// <summary>Whether every state is the recorded one to the last bit.</summary>
    public bool IsExact => FirstDifference < 0;
}

/// <summary>Brings stored episodes back to life on one lane.</summary>
public sealed class EpisodeReplayer : IDisposable
{
    /// <summary>The config key of a dataset whose substeps were not fixed.</summary>
    public const string SteppingKey = "stepping";

    /// <summary>The config key of a dataset whose trigger revealed less than the truth.</summary>
    public const string ObservabilityKey = "observability";

    /// <summary>The config key of a dataset whose beliefs were wrong by another distance than the task's.</summary>
    public const string BeliefErrorKey = "beliefError";

    private readonly EpisodeStore _store;
    private readonly double[] _state;

    /// <summary>Opens the task as the dataset was made with.</summary>
    /// <param name="store">The dataset; it stays the caller's.</param>
    /// <param name="model">The model it was made with, where that was not the task's own.</param>
    /// <exception cref="UsageException">Its states are another simulator's, or another model's.</exception>
    public EpisodeReplayer(EpisodeStore store, GivenModel? model)
    {
        _store = store;
        if (HasForeignStates(store))
        {
            throw new UsageException(
                $"'{store.Folder}' was imported, and its states are of another simulator: nothing can be simulated again; 'igen render' " +
                "draws its poses, 'igen dataset plot' shows what it covers");
        }

        SteppingMode stepping = Named(store, SteppingKey, SteppingMode.Fixed);
        Task = Workspace.OpenTask(TaskCatalog.Find(store.Task), model, ObservabilityOf(store));
        try
        {
            if (Task.Spec.ModelHash != store.Manifest.ModelHash)
            {
                throw new UsageException(
                    $"'{store.Folder}' was made with model {store.Manifest.ModelHash}; " +
                    $"task '{store.Task}' now has {Task.Spec.ModelHash}: " +
                    "give the old model with --mjcf, and the --mjcf-name that it had");
            }

            Lane = new SimulatedLane(Task, stepping);
        }
        catch
        {
            Task.Dispose();
            throw;
        }

        _state = new double[Task.Spec.StateSize];
    }

    /// <summary>The task.</summary>
    public SimulatedTask Task { get; }

    /// <summary>The one lane that episodes are carried out on.</summary>
    public SimulatedLane Lane { get; }

    /// <summary>Whether a dataset's states are another simulator's, so that only its poses mean something here.</summary>
    public static bool HasForeignStates(EpisodeStore store) => store.Manifest.ModelHash == RobomimicReader.ForeignModel;

    /// <summary>What the first contact revealed when a dataset was made.</summary>
    public static Observability ObservabilityOf(EpisodeStore store) => Named(store, ObservabilityKey, Observability.Full);

    // Defaults go unnamed in a manifest.
    private static T Named<T>(EpisodeStore store, string key, T otherwise)
        where T : struct, Enum => store.Manifest.Config[key] is not { } word
        ? otherwise
        : Enum.TryParse(word.ToString(), out T value)
            ? value
            : throw new UsageException($"'{store.Folder}' was made with {key} '{word}', which this version does not know");

    /// <summary>Refuses the number of an episode that a dataset does not have.</summary>
    /// <exception cref="UsageException">There is no such episode; the message says which there are.</exception>
    public static void RequireEpisode(EpisodeStore store, int episode)
    {
        if ((uint)episode >= (uint)store.Count)
            throw new UsageException($"'{store.Folder}' has episodes 0 to {store.Count - 1}; there is no episode {episode}");
    }

    /// <summary>Carries out an episode's actions from its first state and compares all states.</summary>
    public ReplayComparison Replay(int episode)
    {
        EpisodeBuffer steps = _store.Read(episode);
        FiniteSteps.Require(steps, _store.Describe(episode));
        int first = -1;
        double largest = 0;
        Lane.RestoreState(steps.State(0));
        for (int step = 0; step < steps.Count; step++)
        {
            Lane.SaveState(_state);
            ReadOnlySpan<double> recorded = steps.State(step);
            for (int i = 0; i < _state.Length; i++)
            {
                if (BitConverter.DoubleToInt64Bits(_state[i]) == BitConverter.DoubleToInt64Bits(recorded[i]))
                    continue;
                first = first < 0 ? step : first;
                largest = Math.Max(largest, Math.Abs(_state[i] - recorded[i]));
            }

            Lane.Step(steps.Action(step));
        }

        return new ReplayComparison(first, largest, Lane.IsSuccess);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Lane.Dispose();
        Task.Dispose();
    }
}
