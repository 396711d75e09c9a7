using System.CommandLine;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen tasks</c>: what can be done here.</summary>
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
                    reporter.Result($"  objects {string.Join(", ", spec.Objects)}; subtasks {string.Join(", ", spec.Subtasks.Select(s => s.Name))}; horizon {spec.Horizon} steps");
                    reporter.Result($"  observes {string.Join(", ", spec.Observations.Select(o => $"{o.Name}({o.Size})"))}; acts with {spec.ActionSize}; model {spec.ModelHash}");
                    list.Add(new JsonObject
                    {
                        ["name"] = spec.Name,
                        ["summary"] = spec.Summary,
                        ["objects"] = new JsonArray([.. spec.Objects.Select(o => (JsonNode)o)]),
                        ["subtasks"] = new JsonArray([.. spec.Subtasks.Select(s => (JsonNode)s.Name)]),
                        ["observations"] = new JsonObject(spec.Observations.Select(o => KeyValuePair.Create(o.Name, (JsonNode?)o.Size))),
                        ["action_size"] = spec.ActionSize,
                        ["horizon"] = spec.Horizon,
                        ["model_hash"] = spec.ModelHash,
                    });
                }

                reporter.Json(new JsonObject { ["tasks"] = list });
                return Invocation.Done;
            });
}
