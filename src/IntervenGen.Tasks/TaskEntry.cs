using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks;

/// <summary>One task that can be opened by name.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="HasPartialObservability">Whether <see cref="Observability.Partial"/> means something here.</param>
/// <param name="Create">Compiles the task's model.</param>
/// <param name="CreateOperator">Makes a scripted operator for one lane.</param>
public sealed record TaskEntry(
    string Name, bool HasPartialObservability, Func<TaskOptions, SimulatedTask> Create, Func<IOperator> CreateOperator)
{
    /// <summary>Compiles the task's model.</summary>
    /// <exception cref="UsageException">The task has no such observability, the MJCF does not compile, or it lacks something.</exception>
    public SimulatedTask Open(TaskOptions? options = null)
    {
        options ??= new TaskOptions();
        return options.Observability == Observability.Full || HasPartialObservability
            ? Create(options)
            : throw new UsageException($"task '{Name}' knows only full observability on contact");
    }
}
