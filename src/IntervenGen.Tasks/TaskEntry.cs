using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Operators;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks;

/// <summary>One task that can be opened.</summary>
/// <remarks>Its description is read when something of it is asked for that is not its name. Any thread.</remarks>
public sealed class TaskEntry
{
    private readonly Lazy<TaskFolder> _folder;

    internal TaskEntry(string name, Func<TaskFolder> read) => (Name, _folder) = (name, new Lazy<TaskFolder>(read));

    /// <summary>A task of a folder that has been read.</summary>
    public TaskEntry(TaskFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        (Name, _folder) = (folder.Name, new Lazy<TaskFolder>(folder));
    }

    /// <summary>The task's name on the command line.</summary>
    public string Name { get; }

    /// <summary>What describes it.</summary>
    public TaskFolder Folder => _folder.Value;

    /// <summary>Whether <see cref="Observability.Partial"/> is defined for the task.</summary>
    public bool HasPartialObservability => Folder.HasPartialObservability;

    /// <summary>Creates the scripted operator of one lane.</summary>
    /// <param name="style">How it moves.</param>
    /// <exception cref="UsageException">The task has none.</exception>
    public IOperator CreateOperator(OperatorStyle style = OperatorStyle.Steady)
    {
        IOperator steady = Folder.CreateOperator();
        return style == OperatorStyle.Varied ? new VariedOperator(steady) : steady;
    }

    /// <summary>Opens the task by compiling its model.</summary>
    /// <exception cref="UsageException">The task does not define that observability, or the MJCF does not compile or lacks an
    /// element.</exception>
    public SimulatedTask Open(TaskOptions? options = null) => Folder.Open(options ?? new TaskOptions());
}
