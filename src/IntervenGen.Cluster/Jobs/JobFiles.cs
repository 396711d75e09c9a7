using System.Globalization;
using System.Text;
using IntervenGen.Cluster.Profiles;
using IntervenGen.Core;

namespace IntervenGen.Cluster.Jobs;

/// <summary>What jobs read and write beside a run's results: scripts, commands, logs and failures, in its folder <c>cluster</c>.</summary>
internal sealed class JobFiles(IPlannedRun run)
{
    private static readonly Lazy<string> s_body = new(() =>
    {
        using Stream stream = typeof(JobFiles).Assembly.GetManifestResourceStream("job.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>The folder of the jobs' files.</summary>
    public string Folder { get; } = Path.Combine(run.Folder, "cluster");

    /// <summary>The folder of the logs.</summary>
    public string Logs => Path.Combine(Folder, "logs");

    /// <summary>The profile that the run was submitted with.</summary>
    public string Profile => Path.Combine(Folder, "profile.yaml");

    /// <summary>The script of a job.</summary>
    public string Script(ClusterJob job) => Path.Combine(Folder, "jobs", job.FileName + ".sh");

    /// <summary>The log of a task, over all its starts.</summary>
    public string Log(ClusterJob job, int task) => Path.Combine(Logs, Suffixed(job, task, ".log"));

    /// <summary>Writes a job's script and the commands of its tasks.</summary>
    /// <param name="job">The job.</param>
    /// <param name="header">Lines that the script begins with.</param>
    /// <param name="profile">What every job begins with, and how often a failure is tried again.</param>
    /// <param name="cpus">Cores of a task.</param>
    /// <param name="program">How igen is called.</param>
    /// <returns>Path of the script.</returns>
    /// <exception cref="IntervenGenException">It cannot be written.</exception>
    public string Write(ClusterJob job, IEnumerable<string> header, ProfileFile profile, int cpus, IReadOnlyList<string> program)
    {
        string tasks = Path.Combine(Folder, "jobs", job.FileName + ".tasks");
        var script = new StringBuilder("#!/bin/sh\n");
        foreach (string line in header)
            script.Append(line).Append('\n');
        script.Append(CultureInfo.InvariantCulture, $"# {job.Name} of {run.Folder}\n");
        script.Append(CultureInfo.InvariantCulture, $"igen_tasks={Shell.Quote(tasks)}\n");
        script.Append(CultureInfo.InvariantCulture, $"igen_logs={Shell.Quote(Path.Combine(Logs, job.FileName))}\n");
        script.Append(CultureInfo.InvariantCulture, $"igen_failures={Shell.Quote(Path.Combine(Folder, "failures", job.FileName))}\n");
        script.Append(CultureInfo.InvariantCulture, $"igen_cpus={cpus} igen_retries={profile.Retries}\n");
        foreach (string line in profile.Setup)
            script.Append(line).Append('\n');
        script.Append('\n').Append(s_body.Value);
        var commands = new StringBuilder();
        foreach (JobTask task in job.Tasks)
        {
            IEnumerable<string> command = Container.Wrap(profile.Container, run.Folder, program)
                .Concat(run.Arguments(task.Stage, task.Part, task.Parts));
            commands.Append(task.Label).Append('\t').AppendJoin(' ', command.Select(Shell.Quote)).Append('\n');
        }

        try
        {
            foreach (string folder in (string[])["jobs", "logs", "failures"])
                Directory.CreateDirectory(Path.Combine(Folder, folder));
            OutputFile.Write(tasks, commands.ToString(), overwrite: true);
            OutputFile.Write(Script(job), script.ToString(), overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IntervenGenException($"'{Folder}' cannot be written: {exception.Message}", exception);
        }

        return Script(job);
    }

    /// <summary>The failures of a task since it last succeeded or was submitted again, oldest first.</summary>
    public IReadOnlyList<TaskFailure> Failures(ClusterJob job, int task)
    {
        string path = Path.Combine(Folder, "failures", Suffixed(job, task, ".tsv"));
        try
        {
            return !File.Exists(path) ? [] : [.. File.ReadLines(path).Select(TaskFailure.Parse).OfType<TaskFailure>()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Whether a task failed so often that it was given up.</summary>
    public bool IsGivenUp(ClusterJob job, int task) => File.Exists(Path.Combine(Folder, "failures", Suffixed(job, task, ".failed")));

    /// <summary>Forgets a task's failures, before it is submitted again.</summary>
    public void ForgetFailures(ClusterJob job, int task)
    {
        foreach (string ending in (string[])[".tsv", ".failed"])
            File.Delete(Path.Combine(Folder, "failures", Suffixed(job, task, ending)));
    }

    private static string Suffixed(ClusterJob job, int task, string ending) =>
        string.Create(CultureInfo.InvariantCulture, $"{job.FileName}-{task}{ending}");
}
