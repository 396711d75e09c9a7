using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Robots;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>What a task file says, compiled as far as that goes without a model: names of objects are indices, predicates
/// objects.</summary>
/// <remarks>Immutable; shared by all tasks and operators that are made of it.</remarks>
internal sealed class TaskProgram
{
    private TaskProgram(TaskFile file, PluginParts plugin, List<string> faults)
    {
        File = file;
        Plugin = plugin;
        Things = new Things(file, faults);
        Heights = new StartHeights(file);
        ObjectRules.Check(file, Things);
        var predicates = new PredicateCompiler(file, Things, Heights, plugin);
        Success = predicates.CompileNamed();
        SubtaskDone = [.. file.Subtasks.Select(subtask => subtask.Done.Length > 0
            ? predicates.CompileAll(subtask.Done, subtask.Place)
            : Success)];
        Recoverable = file.Recoverable.Length > 0 ? predicates.CompileAll(file.Recoverable, file.Place) : null;
        Beliefs = new BeliefProgram(file, Things, plugin);
        (TriggerPairs, Trigger) = CompileTrigger(file.Reveal.When, predicates);
        Counted = predicates.Counted;
        Pads = [.. file.Objects.Select(entry => entry.Value is { PartOf: null, Moves: BodyMotion.Freely }
            ? Things.Pads(entry.Name)
            : default)];
        Operators = new OperatorProgram(file.Operator, Things, Heights, plugin);
    }

    /// <summary>The file.</summary>
    public TaskFile File { get; }

    /// <summary>Classes of the task's assembly.</summary>
    public PluginParts Plugin { get; }

    /// <summary>Names, looked up.</summary>
    public Things Things { get; }

    /// <summary>Where objects start; filled in by the task.</summary>
    public StartHeights Heights { get; }

    /// <summary>Whether the task succeeds.</summary>
    public TaskPredicate Success { get; }

    /// <summary>Whether each subtask is done.</summary>
    public TaskPredicate[] SubtaskDone { get; }

    /// <summary>Whether the task can still be done; null for always.</summary>
    public TaskPredicate? Recoverable { get; }

    /// <summary>What is believed.</summary>
    public BeliefProgram Beliefs { get; }

    /// <summary>What is believed if beliefs are wrong in another way than the file says.</summary>
    public BeliefProgram BeliefsWith(ErrorKind error)
    {
        if (error != ErrorKind.Own && File.Belief.Length == 0)
            throw new UsageException(
                $"task '{File.Task}' has no wrong beliefs, so none can be wrong by {error.ToString().ToLowerInvariant()}");
        return error == ErrorKind.Own ? Beliefs : new BeliefProgram(File, Things, Plugin, error);
    }

    /// <summary>Whether the wrist has a force-torque sensor.</summary>
    public bool FeelsWith(Observability observability) => observability.Feels() || Observes(Proprioception.WristForce)
        || Observes(Proprioception.WristTouch);

    /// <summary>Whether what it felt in the last touch is remembered.</summary>
    public bool RemembersTouchWith(Observability observability) =>
        observability == Observability.Touch || Observes(Proprioception.WristTouch);

    /// <summary>Contact pairs that reveal a mistake.</summary>
    public ulong TriggerPairs { get; }

    /// <summary>What reveals a mistake besides contact; null for contact alone.</summary>
    public TaskPredicate? Trigger { get; }

    /// <summary>What is counted after each control step.</summary>
    public Lasting[] Counted { get; }

    /// <summary>Contact pairs of each freely moving object with both pads; none for others.</summary>
    public (ulong Left, ulong Right)[] Pads { get; }

    /// <summary>The scripted operator.</summary>
    public OperatorProgram Operators { get; }

    /// <summary>What the model must have besides the arm.</summary>
    /// <param name="robot">The robot in the scene.</param>
    public TaskElements ElementsFor(Robot robot) => new()
    {
        FreeBodies = Bodies(BodyMotion.Freely),
        MocapBodies = Bodies(BodyMotion.Placed),
        Bodies = Bodies(BodyMotion.Fixed),
        Geoms = Things.GroupsOf(robot),
    };

    /// <summary>Compiles a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="plugin">Classes of the task's assembly.</param>
    /// <param name="faults">Where faults go that the assembly's classes have.</param>
    /// <param name="subject">What the faults are of, for the message.</param>
    /// <exception cref="FaultsException">It has faults; each has its line and column.</exception>
    public static TaskProgram Compile(TaskFile file, PluginParts plugin, List<string> faults, string subject)
    {
        var program = new TaskProgram(file, plugin, faults);
        return faults.Count == 0 ? program : throw new FaultsException(subject, [.. faults.Distinct()]);
    }

    private bool Observes(Proprioception what) => File.Observe.Any(block => block.Value.Any(part => part.Robot == what));

    private string[] Bodies(BodyMotion motion) =>
        [.. File.Objects.Where(entry => entry.Value.PartOf is null
            && entry.Value.Moves == motion).Select(entry => entry.Value.Body!.Value.Text).Distinct()];

    private (ulong Pairs, TaskPredicate? Trigger) CompileTrigger(TriggerFile? when, PredicateCompiler predicates)
    {
        switch (when?.Given)
        {
            case null:
                return (0, new AnyOf([]));
            case "touch":
                return (Things.Pairs(when.Touch!), null);
            case "missed_grasp":
                (ulong left, ulong right) = Things.Pads(when.MissedGrasp!.Object);
                return (0, new MissedGrasp(left | right, when.MissedGrasp.Fingers));
            default:
                return (0, predicates.Compile(when.If!));
        }
    }
}
