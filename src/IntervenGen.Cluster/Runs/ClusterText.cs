using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Profiles;

namespace IntervenGen.Cluster.Runs;

/// <summary>Jobs, and how far they are, as lines for people and as JSON.</summary>
internal static class ClusterText
{
    /// <summary>The jobs that are to be: a line each, and what they take together.</summary>
    public static IEnumerable<string> ToLines(this JobPlan plan, ClusterProfile profile)
    {
        int width = plan.Jobs.Select(job => job.Name.Length).DefaultIfEmpty().Max();
        foreach (ClusterJob job in plan.Jobs)
        {
            int cpus = SlurmHeader.Cpus(job, profile.File);
            string needs = job.Needs.Count > 0 ? $"  <- {string.Join(", ", job.Needs)}" : "";
            string time = PipelineText.Hours(TaskSeconds(job, profile));
            yield return Text($"{job.Name.PadRight(width)}  {job.Tasks.Count,4} x {cpus} cores, {time,6} each{needs}");
        }

        foreach (ScheduledStage stage in plan.Waiting)
            yield return $"{stage.Name.PadRight(width)}  waits for a person's episodes: {stage.Title}";
        string work = PipelineText.Hours(CoreSeconds(plan)), wall = PipelineText.Hours(WallSeconds(plan, profile));
        string limited = profile.File.ArrayLimit > 0
            ? Text($"with {profile.File.ArrayLimit} tasks of an array at a time")
            : "where every array runs as a whole";
        int tasks = plan.Jobs.Sum(job => job.Tasks.Count);
        yield return Text($"{plan.Jobs.Count} jobs with {tasks} tasks; about {work} of one core, and {wall} {limited} ") +
            "(an estimate from rates of the built-in tasks)";
    }

    /// <summary>The same as JSON.</summary>
    public static JsonObject ToJson(this JobPlan plan, ClusterProfile profile) => new()
    {
        ["jobs"] = new JsonArray([.. plan.Jobs.Select(job => (JsonNode)new JsonObject
        {
            ["name"] = job.Name,
            ["tasks"] = job.Tasks.Count,
            ["cpus"] = SlurmHeader.Cpus(job, profile.File),
            ["task_seconds"] = Math.Round(TaskSeconds(job, profile), 1),
            ["needs"] = new JsonArray([.. job.Needs.Select(need => (JsonNode)need)]),
        })]),
        ["waiting"] = new JsonArray([.. plan.Waiting.Select(stage => (JsonNode)stage.Name)]),
        ["core_seconds"] = Math.Round(CoreSeconds(plan), 1),
        ["wall_seconds"] = Math.Round(WallSeconds(plan, profile), 1),
    };

    /// <summary>How far every job is, with what failed.</summary>
    public static IEnumerable<string> ToLines(this IReadOnlyList<JobState> states)
    {
        int width = states.Select(state => state.Job.Name.Length).DefaultIfEmpty().Max();
        foreach (JobState state in states)
        {
            yield return $"{state.Job.Name.PadRight(width)}  {Words(state)}";
            foreach (TaskState task in state.Tasks.Where(task => task.Failures.Count > 0 && task.Progress != TaskProgress.Made))
            {
                TaskFailure last = task.Failures[^1];
                string end = task.Progress == TaskProgress.Failed ? "given up" : "tried again";
                string times = task.Failures.Count == 1 ? "once" : Text($"{task.Failures.Count} times, last");
                yield return Text($"  {task.Task.Label} failed {times} on {last.Node} with exit code {last.ExitCode}, {end}: ") +
                    last.LastLine;
            }
        }

        yield return states.AreMade() ? "everything is made" : $"{states.Count(IsMade)} of {states.Count} jobs are done";
    }

    /// <summary>The same as JSON.</summary>
    public static JsonObject ToJson(this IReadOnlyList<JobState> states) => new()
    {
        ["jobs"] = new JsonArray([.. states.Select(state => (JsonNode)ToJson(state))]),
        ["done"] = states.AreMade(),
    };

    /// <summary>What was submitted.</summary>
    public static IEnumerable<string> ToLines(this IReadOnlyList<(ClusterJob Job, int Tasks, long Number)> submitted)
    {
        foreach ((ClusterJob job, int tasks, long number) in submitted)
            yield return Text($"{number}  {job.Name}{(tasks > 1 ? $", {tasks} tasks" : "")}");
        yield return submitted.Count == 0 ? "nothing is missing" : $"{submitted.Count} jobs were submitted";
    }

    /// <summary>The same as JSON.</summary>
    public static JsonObject ToJson(this IReadOnlyList<(ClusterJob Job, int Tasks, long Number)> submitted) => new()
    {
        ["submitted"] = new JsonArray([.. submitted.Select(one => (JsonNode)new JsonObject
        {
            ["name"] = one.Job.Name,
            ["tasks"] = one.Tasks,
            ["job"] = one.Number,
        })]),
    };

    /// <summary>Whether every task of every job is made.</summary>
    public static bool AreMade(this IReadOnlyList<JobState> states) => states.All(IsMade);

    private static bool IsMade(JobState state) => state.Count(TaskProgress.Made) == state.Tasks.Count;

    private static JsonObject ToJson(JobState state) => new()
    {
        ["name"] = state.Job.Name,
        ["tasks"] = state.Tasks.Count,
        ["made"] = state.Count(TaskProgress.Made),
        ["running"] = state.Count(TaskProgress.Running),
        ["waiting"] = state.Count(TaskProgress.Waiting),
        ["failed"] = state.Count(TaskProgress.Failed),
        ["missing"] = state.Count(TaskProgress.Missing),
        ["failures"] = new JsonArray([.. state.Tasks.SelectMany(task => task.Failures.Select(failure => (JsonNode)new JsonObject
        {
            ["task"] = task.Task.Label,
            ["time"] = failure.Time,
            ["node"] = failure.Node,
            ["exit_code"] = failure.ExitCode,
            ["last_line"] = failure.LastLine,
        }))]),
    };

    private static string Words(JobState state)
    {
        var words = new List<string> { Text($"{state.Count(TaskProgress.Made)}/{state.Tasks.Count} made") };
        Add(TaskProgress.Running, "running", task => task.Queued?.Nodes);
        Add(TaskProgress.Waiting, "waiting", task => task.Queued?.Reason);
        Add(TaskProgress.Failed, "failed", _ => null);
        Add(TaskProgress.Missing, "not queued", _ => null);
        return string.Join(", ", words);

        void Add(TaskProgress progress, string word, Func<TaskState, string?> more)
        {
            TaskState[] tasks = [.. state.Tasks.Where(task => task.Progress == progress)];
            string[] why = [.. tasks.Select(more).OfType<string>().Where(text => text is not "" and not "None").Distinct().Order()];
            if (tasks.Length > 0)
                words.Add(Text($"{tasks.Length} {word}{(why.Length > 0 ? $" ({string.Join(' ', why)})" : "")}"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double CoreSeconds(JobPlan plan) => plan.Jobs.Sum(job => job.CoreSeconds);

    private static double TaskSeconds(ClusterJob job, ClusterProfile profile) =>
        job.CoreSeconds / job.Tasks.Count / SlurmHeader.Cpus(job, profile.File);

    // The longest way through what waits for what.
    private static double WallSeconds(JobPlan plan, ClusterProfile profile)
    {
        var ends = new Dictionary<string, double>();
        foreach (ClusterJob job in plan.Jobs)
        {
            int limit = profile.File.ArrayLimit > 0 ? profile.File.ArrayLimit : job.Tasks.Count;
            double waves = Math.Ceiling((double)job.Tasks.Count / limit);
            ends[job.Name] = job.Needs.Select(need => ends[need]).DefaultIfEmpty().Max() + (waves * TaskSeconds(job, profile));
        }

        return ends.Values.DefaultIfEmpty().Max();
    }
}
