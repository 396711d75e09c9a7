using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Cli.Commands.Machine;

/// <summary><c>igen tasks</c>: lists the tasks.</summary>
internal static class TasksCommand
{
    public static Command Create() =>
        new Command("tasks", "List the tasks with their objects, observations and limits.\n\nExample:  igen tasks --json")
            .WithBody((_, reporter) =>
            {
                var list = new JsonArray();
                foreach (TaskEntry entry in TaskCatalog.All)
                {
                    using SimulatedTask task = entry.Open();
                    TaskSpec spec = task.Spec;
                    reporter.Result($"{spec.Name}");
                    reporter.Result($"  {spec.Summary}");
                    string objects = string.Join(", ", spec.Objects), subtasks = string.Join(
                        ", ", spec.Subtasks.Select(subtask => subtask.Name));
                    string fields = string.Join(", ", spec.Observations.Select(field => $"{field.Name}({field.Size})"));
                    reporter.Result($"  objects {objects}; subtasks {subtasks}; horizon {spec.Horizon} steps");
                    reporter.Result($"  observes {fields}; acts with {spec.ActionSize}; model {spec.ModelHash}");
                    list.Add(StoreJson.Of(spec));
                }

                reporter.Json(new JsonObject { ["tasks"] = list });
            });
}
