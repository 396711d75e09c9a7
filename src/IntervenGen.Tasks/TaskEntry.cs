using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks;

/// <summary>One task that can be opened by its name.</summary>
/// <param name="Name">The task's name on the command line.</param>
/// <param name="HasPartialObservability">Whether <see cref="Observability.Partial"/> is defined for the task.</param>
/// <param name="Create">Compiles the task's model with the given options.</param>
/// <param name="CreateOperator">Creates the scripted operator of one lane.</param>
public sealed record TaskEntry(
    string Name, bool HasPartialObservability, Func<TaskOptions, SimulatedTask> Create, Func<IOperator> CreateOperator)
{
    /// <summary>Opens the task by compiling its model.</summary>
    /// <exception cref="UsageException">The task does not define that observability, or the MJCF does not compile or lacks an
    /// element.</exception>
    public SimulatedTask Open(TaskOptions? options = null)
    {
        options ??= new TaskOptions();
        return options.Observability == Observability.Full || HasPartialObservability
            ? Create(options)
            : throw new UsageException($"task '{Name}' knows only full observability on contact");
    }
}
