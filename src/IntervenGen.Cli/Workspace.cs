using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Interop;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Cli;

/// <summary>Where a policy is evaluated.</summary>
internal enum PolicyInference
{
    /// <summary>Every worker evaluates its own lanes on its own core.</summary>
    Kernel = 0,

    /// <summary>libtorch on the CPU serves all workers in batches: the GPU's way without a GPU.</summary>
    Batched = 1,

    /// <summary>libtorch on a GPU serves all workers in batches.</summary>
    Cuda = 2,
}

/// <summary>An opened task with its lanes: what every command that simulates works with.</summary>
internal sealed class Workspace : IDisposable
{
    private Workspace(
        TaskEntry entry, GivenModel? model, Observability observability, SimulatedTask task, SimulatedBatch batch, SteppingMode stepping,
        PolicyInference inference)
    {
        Inference = inference;
        Observability = observability;
        Stepping = stepping;
        Entry = entry;
        Model = model;
        Task = task;
        Batch = batch;
    }

    public TaskEntry Entry { get; }

    /// <summary>The model in place of the task's own; null for its own.</summary>
    public GivenModel? Model { get; }

    /// <summary>What the trigger reveals.</summary>
    public Observability Observability { get; }

    public SimulatedTask Task { get; }

    /// <summary>How substeps are chosen.</summary>
    public SteppingMode Stepping { get; }

    public SimulatedBatch Batch { get; }

    /// <summary>Where a policy is evaluated.</summary>
    public PolicyInference Inference { get; }

    public TaskSpec Spec => Task.Spec;

    /// <summary>This program's version.</summary>
    public static string Version { get; } = typeof(Workspace).Assembly.GetName().Version!.ToString(3);

    /// <summary>What made the episodes of this process.</summary>
    public static StoreVersions Versions => new(Version, MuJoCoLibrary.Version, Arithmetic: ArithmeticFingerprint.Current);

    /// <summary>Compiles a task's model; one given replaces its own.</summary>
    public static SimulatedTask OpenTask(TaskEntry entry, GivenModel? model, Observability observability)
    {
        if (model is null)
            return entry.Open(new TaskOptions(null, observability));
        string refusal = $"--mjcf '{model.File}' cannot be used for task '{entry.Name}'";
        try
        {
            return entry.Open(new TaskOptions(MjcfSource.Read(model.File), observability, model.Names));
        }
        catch (FaultsException exception)
        {
            throw new FaultsException($"{refusal}: {exception.Subject}", exception.Faults, exception);
        }
        catch (IntervenGenException exception)
        {
            throw new UsageException($"{refusal}: {exception.Message}", exception);
        }
    }

    public static Workspace Open(
        string taskName, GivenModel? model, Observability observability, int lanes, int workers, SteppingMode stepping = SteppingMode.Fixed,
        PolicyInference inference = PolicyInference.Kernel, int firstCore = 0, double beliefError = 1)
    {
        TaskEntry entry = TaskCatalog.Find(taskName);
        SimulatedTask task = OpenTask(entry, model, observability);
        try
        {
            task.BeliefError = beliefError;
        }
        catch
        {
            task.Dispose();
            throw;
        }

        return new Workspace(entry, model, observability, task, new SimulatedBatch(task, lanes, workers, stepping, firstCore), stepping, inference);
    }

    /// <summary>Loads a checkpoint for this task, to be evaluated where the command asked for.</summary>
    public RecurrentPolicy LoadPolicy(string checkpoint, bool greedy = false) =>
        RecurrentPolicy.Load(checkpoint, Spec, new RecurrentPolicyOptions
        {
            Greedy = greedy,
            BatchedTorch = Inference == PolicyInference.Batched,
            Device = Inference == PolicyInference.Cuda ? "cuda" : "cpu",
        });

    /// <summary>Says so where a policy learned from contacts that reveal something else than here.</summary>
    public void WarnOfObservability(RecurrentPolicy policy, Reporter reporter)
    {
        string learned = policy.Checkpoint.Facts.Observability;
        if (learned.Length > 0 && learned != Observability.ToString())
            reporter.Say($"  warning: the policy learned from interventions with --observability {learned}, and works here with {Observability}");
    }

    /// <summary>Notes in a run's settings what the given model calls its elements: its hash alone would not tell.</summary>
    public void AddNames(JsonObject config)
    {
        if (Model is { Pairs.Count: > 0 } model)
            config["mjcfNames"] = new JsonArray([.. model.Pairs.Select(pair => (JsonNode)pair)]);
    }

    public void Dispose()
    {
        Batch.Dispose();
        Task.Dispose();
    }
}
