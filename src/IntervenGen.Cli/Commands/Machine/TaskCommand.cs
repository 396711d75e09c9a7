using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Folders;

namespace IntervenGen.Cli.Commands.Machine;

/// <summary><c>igen task new|check|show|schema</c>: tasks of one's own.</summary>
internal static class TaskCommand
{
    public static Command Create() => new Command("task", "Make a task of your own, check it, and show what a task is.").With(
        New(), Check(), Show(), new Command(
            "schema", "Print the JSON schema of task.yaml, for editors.\n\nExample:  igen task schema").WithBody(
            (_, reporter) => Array.ForEach(TaskFolder.Schema().Split('\n'), reporter.Result)));

    private static Command New()
    {
        var folder = new Argument<string>("folder") { Description = "The folder to make; its name becomes the task's." };
        return new Command(
            "new", "Make a folder with a task that runs at once, to be changed into your own.\n\nExample:  igen task new demo-task")
            .With(folder).WithBody((parsed, reporter) =>
        {
            string path = parsed.GetValue(folder)!;
            IReadOnlyList<string> files = TaskTemplate.Write(path);
            reporter.Result($"{path}: {string.Join(", ", files)}; now:  igen task check {path}");
            reporter.Json(new JsonObject { ["folder"] = path, ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]) });
        });
    }

    private static Command Check()
    {
        var task = new Argument<string>("task") { Description = "The task's folder, or a name." };
        var scenes = NewOption.Of("--scenes", "Scenes and beliefs to sample.", 1000);
        var episodes = NewOption.Of("--episodes", "Episodes of the scripted operator with true beliefs, and again with wrong ones.", 30);
        var picture = NewOption.Of<string?>("--out", "PNG file: start, mistake and end of four episodes.");
        var seed = NewOption.Of("--seed", "Seed of all random numbers.", 1UL);
        Option<bool> overwrite = NewOption.Overwrite();
        return new Command(
            "check",
            "Check a task: names, regions, beliefs, predicates, the scripted operator, and what its mistakes look like.\n\n" +
            "Example:  igen task check demo-task --out demo-task.png").With(task, scenes, episodes, picture, seed, overwrite).WithBody(
            (parsed, reporter, cancellation) =>
        {
            TaskCheckResult result = TaskCheckRun.Check(
                new TaskCheckRequest
                {
                    Task = parsed.GetValue(task)!,
                    Scenes = parsed.GetValue(scenes),
                    Episodes = parsed.GetValue(episodes),
                    Seed = parsed.GetValue(seed),
                    Picture = parsed.GetValue(picture),
                    Overwrite = parsed.GetValue(overwrite),
                },
                reporter.Progress, cancellation);
            reporter.Show(result.ToLines(), result.ToJson());
            return result.IsUsable ? ExitCode.Done : ExitCode.Failed;
        }, Stopping.LeavesNothing);
    }

    private static Command Show()
    {
        var name = new Argument<string>("task") { Description = "The task's name, or its folder." };
        return new Command(
            "show", "Show a task's objects, observations and limits.\n\nExample:  igen task show block-grasp").With(name).WithBody(
            (parsed, reporter) =>
        {
            using SimulatedTask task = TaskCatalog.Find(parsed.GetValue(name)!).Open();
            reporter.Show(task.Spec.ToLines(), StoreJson.Of(task.Spec));
        });
    }
}
