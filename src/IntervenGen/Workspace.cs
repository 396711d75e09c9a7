using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Interop;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Learning;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Triggers;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;

namespace IntervenGen;

/// <summary>An opened task with its simulated lanes and the worker threads that step them.</summary>
/// <remarks>
/// One run at a time; runs are synchronous and use the workspace's own threads. Results depend on neither lanes nor workers: the
/// same request and seed give the same bytes.
/// </remarks>
public sealed partial class Workspace : IDisposable
{
    // 0.5 MB a lane measured on Nut Insertion: what MuJoCo sets aside for contacts and constraints, and the lane itself.
    private const long BytesPerLane = 1 << 20;

    private readonly WorkspaceOptions _options;

    private Workspace(WorkspaceOptions options, TaskEntry entry, SimulatedTask task, SimulatedBatch batch)
    {
        _options = options;
        Entry = entry;
        Task = task;
        Batch = batch;
    }

    /// <summary>The task's entry in the catalogue.</summary>
    public TaskEntry Entry { get; }

    /// <summary>Name of the task, or path of its folder, as it was asked for.</summary>
    internal string TaskPath => _options.Task;

    /// <summary>The custom model that replaces the task's own; null for the task's own.</summary>
    public GivenModel? Model => _options.Model;

    /// <summary>What the first contact reveals.</summary>
    public Observability Observability => _options.Observability;

    /// <summary>How beliefs are wrong, where they are to be.</summary>
    public ErrorKind Error => _options.Error;

    /// <summary>Chance that the hand loses what it carries in an episode.</summary>
    public double Drops => _options.Drops;

    /// <summary>Whether what somebody drives goes back to an earlier subtask: without drops, a goal that flickers would cut it.</summary>
    internal bool MayReturn => Drops > 0;

    /// <summary>The compiled task, shared by all lanes.</summary>
    public SimulatedTask Task { get; }

    /// <summary>How a control step is divided into physics substeps.</summary>
    public SteppingMode Stepping => _options.Stepping;

    /// <summary>The lanes on their pinned workers.</summary>
    public SimulatedBatch Batch { get; }

    /// <summary>How policies are evaluated.</summary>
    public PolicyInference Inference => _options.Inference;

    /// <summary>Shapes, names and limits of the task.</summary>
    public TaskSpec Spec => Task.Spec;

    /// <summary>Version of this library, as three numbers.</summary>
    public static string Version { get; } = typeof(Workspace).Assembly.GetName().Version!.ToString(3);

    /// <summary>Versions of the software that makes episodes in this process.</summary>
    public static StoreVersions Versions => new(
        Version, MuJoCoLibrary.Version, Arithmetic: $"{ArithmeticFingerprint.Current}, {PhysicsKernels.Arithmetic}",
        Vectors: ArithmeticFingerprint.Vectors);

    /// <summary>Compiles a task's model, or a custom one in its place.</summary>
    /// <param name="entry">The task.</param>
    /// <param name="model">The custom model; null for the task's own.</param>
    /// <param name="observability">What the first contact reveals.</param>
    /// <param name="robot">Name of the robot in the scene, or path of its folder; null for the one that the task names.</param>
    /// <param name="error">How beliefs are wrong, where they are to be.</param>
    /// <param name="drops">Chance that the hand loses what it carries.</param>
    /// <exception cref="UsageException">The model does not compile, or lacks an element; the message reports every fault.</exception>
    public static SimulatedTask OpenTask(
        TaskEntry entry, GivenModel? model, Observability observability, string? robot = null, ErrorKind error = ErrorKind.Own,
        double drops = 0)
    {
        Robot? asked = robot is null ? null : entry.Folder.FindRobot(robot);
        if (model is null)
            return entry.Open(new TaskOptions(null, observability, Robot: asked) { Error = error, Drops = drops });
        string refusal = $"--mjcf '{model.File}' cannot be used for task '{entry.Name}'";
        try
        {
            return entry.Open(new TaskOptions(MjcfSource.Read(model.File), observability, model.Names, asked)
            {
                Error = error,
                Drops = drops,
            });
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

    /// <summary>Opens a task with its lanes and workers.</summary>
    /// <exception cref="UsageException">No task has that name, its model cannot be used, or an option is out of range.</exception>
    public static Workspace Open(WorkspaceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Kernels != PhysicsKernelLevel.Auto)
            PhysicsKernels.Choose(options.Kernels);
        TaskEntry entry = TaskCatalog.Find(options.Task);
        int workers = options.Workers ?? Allocation.Current.Count;
        if (workers < 1 || options.Lanes < 1)
            throw new UsageException($"{options.Lanes} lanes on {workers} workers are asked for; there must be at least one of each");
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        AtMost(
            "--workers", workers, Allocation.Current.Count,
            $"igen has {Allocation.Current.Count} cores here ({Allocation.Current.Reason})");
        AtMost(
            "--lanes", options.Lanes, memory / BytesPerLane,
            $"a lane needs about {BytesPerLane >> 20} MB and this machine has {memory >> 20} MB");
        SimulatedTask task = OpenTask(entry, options.Model, options.Observability, options.Robot, options.Error, options.Drops);
        try
        {
            task.BeliefError = options.BeliefError;
            var batch = new SimulatedBatch(task, Math.Max(options.Lanes, workers), workers, options.Stepping, options.FirstCore);
            return new Workspace(options, entry, task, batch);
        }
        catch
        {
            task.Dispose();
            throw;
        }
    }

    /// <summary>Loads a policy for this task, to be evaluated as <see cref="Inference"/> says; the caller owns it.</summary>
    /// <param name="source">Path of a checkpoint, or another source that <see cref="PolicyFormats"/> knows.</param>
    /// <param name="greedy">Whether to take the most likely mode always, instead of sampling one.</param>
    /// <exception cref="UsageException">The policy is for another task, or the device is not available.</exception>
    /// <exception cref="EpisodeFormatException">The checkpoint is damaged.</exception>
    public LoadedPolicy LoadPolicy(string source, bool greedy = false) =>
        PolicyFormats.Open(source, Spec, new RecurrentPolicyOptions
        {
            Greedy = greedy,
            BatchedTorch = Inference == PolicyInference.Batched,
            Device = Inference == PolicyInference.Cuda ? ComputeDevice.Cuda : ComputeDevice.Cpu,
        });

    /// <summary>Loads a fitted trigger for this task.</summary>
    /// <param name="file">Path of its file; null for none.</param>
    /// <exception cref="UsageException">It does not exist, or is for another task or other observations.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public TriggerModel? LoadTrigger(string? file) => file is null ? null : TriggerModel.Load(file).For(Spec);

    /// <summary>Warns if a policy learned on another robot, or from contacts that revealed something else than they do here.</summary>
    internal void WarnOfDifferences(LoadedPolicy policy, RunMonitor monitor)
    {
        if (policy.Facts.Robot is { } robot && robot != Spec.Robot)
            monitor.Say($"  warning: the policy learned on robot '{robot}', and works here on '{Spec.Robot}'");
        string learned = policy.Facts.Observability;
        if (learned.Length > 0 && learned != Observability.ToString())
            monitor.Say(
                $"  warning: the policy learned from interventions with --observability {learned}, and works here with {Observability}");
    }

    /// <summary>Records in a run's settings the robot, and the custom model's names for elements: its hash alone shows neither.</summary>
    internal void AddModel(JsonObject config)
    {
        // The Panda is the default and is omitted, so that datasets written by earlier versions keep their digest.
        if (Spec.Robot != TaskSpec.DefaultRobot)
            config[EpisodeReplayer.RobotKey] = Spec.Robot;
        if (Model is { Pairs.Count: > 0 } model)
            config["mjcfNames"] = new JsonArray([.. model.Pairs.Select(pair => (JsonNode)pair)]);
    }

    /// <summary>Records in a run's settings how beliefs are wrong, which also decides what a state holds.</summary>
    internal void AddError(JsonObject config)
    {
        // The task's own way is the default and is omitted.
        if (Error != ErrorKind.Own)
            config[EpisodeReplayer.ErrorKey] = Error.ToString();
        if (Drops > 0)
            config[EpisodeReplayer.DropsKey] = Drops;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Batch.Dispose();
        Task.Dispose();
    }

    // A machine that swaps or kills is no error message.
    private static void AtMost(string option, int value, long limit, string reason)
    {
        if (value > limit)
            throw new UsageException($"{option} is {value}; at most {limit} are possible, because {reason}");
    }
}
