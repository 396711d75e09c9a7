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
                    foreach (string line in task.Spec.ToLines())
                        reporter.Result(line);
                    list.Add(StoreJson.Of(task.Spec));
                }

                reporter.Json(new JsonObject { ["tasks"] = list });
            });
}
