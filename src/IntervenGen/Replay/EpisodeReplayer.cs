using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>Comparison of a re-simulated episode with its record.</summary>
/// <param name="FirstDifference">Index of the first step whose state differs; −1 if none does.</param>
/// <param name="LargestDeviation">Largest absolute difference of any component of any state.</param>
/// <param name="Succeeds">Whether the success predicate holds at the end.</param>
public readonly record struct ReplayComparison(int FirstDifference, double LargestDeviation, bool Succeeds)
{
    /// <summary>Whether every state equals the recorded one, bit for bit.</summary>
    public bool IsExact => FirstDifference < 0;
}

/// <summary>Re-simulates stored episodes on one lane.</summary>
public sealed class EpisodeReplayer : IDisposable
{
    /// <summary>Manifest key of the substep mode, present if substeps were not fixed.</summary>
    public const string SteppingKey = "stepping";

    /// <summary>Manifest key of the observability, present if the trigger revealed less than the truth.</summary>
    public const string ObservabilityKey = "observability";

    /// <summary>Manifest key of the robot, present if it was not the Panda.</summary>
    public const string RobotKey = "robot";

    /// <summary>Manifest key of the kind of belief error, present if it was not the task's own.</summary>
    public const string ErrorKey = "error";

    /// <summary>Manifest key of the chance that the hand loses what it carries, present if it was not 0.</summary>
    public const string DropsKey = "drops";

    /// <summary>Manifest key of how mistakes were made, present if no policy made them: <c>replayed</c> or <c>deliberate</c>.</summary>
    public const string MistakesKey = "mistakes";

    /// <summary>Value of <see cref="MistakesKey"/> of an operator who made the mistakes on purpose.</summary>
    public const string Deliberate = "deliberate";

    /// <summary>Manifest key of the factor on belief errors, present if it was not 1.</summary>
    public const string BeliefErrorKey = "beliefError";

    private readonly EpisodeStore _store;
    private readonly double[] _state;

    /// <summary>Opens the dataset's task with the options it was made with.</summary>
    /// <param name="store">The dataset, which the caller continues to own.</param>
    /// <param name="model">The custom model that the dataset was made with; null for the task's own.</param>
    /// <exception cref="UsageException">The dataset's states are of another simulator or model.</exception>
    public EpisodeReplayer(EpisodeStore store, GivenModel? model)
    {
        _store = store;
        if (HasForeignStates(store))
        {
            throw new UsageException(
                $"'{store.Folder}' was imported, and its states are of another simulator: nothing can be simulated again; 'igen render' " +
                "draws its poses, 'igen dataset plot' shows what it covers");
        }

        SteppingMode stepping = Named(store.Manifest, SteppingKey, SteppingMode.Fixed);
        Task = Workspace.OpenTask(
            TaskCatalog.Find(InputTask.Of(store.Manifest)), model, ObservabilityOf(store), RobotOf(store.Manifest),
            ErrorOf(store.Manifest), DropsOf(store.Manifest));
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

    /// <summary>The dataset's task.</summary>
    public SimulatedTask Task { get; }

    /// <summary>The lane on which episodes are re-simulated.</summary>
    public SimulatedLane Lane { get; }

    /// <summary>Whether a dataset's states belong to another simulator, so that only its poses can be used here.</summary>
    public static bool HasForeignStates(EpisodeStore store) => store.Manifest.ModelHash == RobomimicReader.ForeignModel;

    /// <summary>What the first contact revealed when the dataset was made.</summary>
    public static Observability ObservabilityOf(EpisodeStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return ObservabilityOf(store.Manifest);
    }

    /// <inheritdoc cref="ObservabilityOf(EpisodeStore)"/>
    public static Observability ObservabilityOf(StoreManifest manifest) => Named(manifest, ObservabilityKey, Observability.Full);

    /// <summary>How beliefs were wrong when the dataset was made.</summary>
    public static ErrorKind ErrorOf(StoreManifest manifest) => Named(manifest, ErrorKey, ErrorKind.Own);

    /// <summary>Chance with which the hand lost what it carried when the dataset was made.</summary>
    public static double DropsOf(StoreManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return (double?)manifest.Config[DropsKey] ?? 0;
    }

    /// <summary>Name of the robot that made a dataset, or path of its folder.</summary>
    public static string RobotOf(StoreManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return (string?)manifest.Config[RobotKey] ?? TaskSpec.DefaultRobot;
    }

    /// <summary>Checks that datasets were made by one robot.</summary>
    /// <returns>The same datasets.</returns>
    /// <exception cref="UsageException">Two of them were not; the message names both.</exception>
    internal static string[] RequireOneRobot(string[] folders)
    {
        string[] robots = [.. folders.Select(folder => RunInput.OfData(folder).Robot!)];
        int other = Array.FindIndex(robots, robot => robot != robots[0]);
        return other < 0
            ? folders
            : throw new UsageException(
                $"'{folders[other]}' was made by robot '{robots[other]}' and '{folders[0]}' by '{robots[0]}': a dataset holds " +
                "one arm's episodes; 'igen train' and 'igen generate' take several datasets side by side");
    }

    // Defaults are omitted in a manifest.
    private static T Named<T>(StoreManifest manifest, string key, T otherwise)
        where T : struct, Enum => manifest.Config[key] is not { } word
        ? otherwise
        : Enum.TryParse(word.ToString(), out T value)
            ? value
            : throw new UsageException($"a dataset of {manifest.Task} was made with {key} '{word}', which this version does not know");

    /// <summary>Checks that a dataset has an episode of this index.</summary>
    /// <exception cref="UsageException">The dataset has no such episode; the message gives the valid range.</exception>
    public static void RequireEpisode(EpisodeStore store, int episode)
    {
        if ((uint)episode >= (uint)store.Count)
            throw new UsageException($"'{store.Folder}' has episodes 0 to {store.Count - 1}; there is no episode {episode}");
    }

    /// <summary>Re-simulates an episode from its first state with its recorded actions, and compares all states.</summary>
    public ReplayComparison Replay(int episode)
    {
        EpisodeBuffer steps = _store.Read(episode);
        FiniteSteps.Require(steps, _store.Describe(episode));
        int first = -1;
        double largest = 0;
        Lane.RestoreState(steps.State(0));
        for (int step = 0; step < steps.Count; step++)
        {
            // Where the robot asked, nothing that is simulated says so.
            if (steps.Flags(step).HasFlag(StepFlags.Revealed))
                Lane.Look();
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
