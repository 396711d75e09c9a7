using System.Collections.Concurrent;
using System.Globalization;
using IntervenGen.Cluster.Jobs;

namespace IntervenGen.Cluster.Runs;

/// <summary>Runs tasks as processes, a bounded number at a time, each when what it needs is done.</summary>
internal sealed class LocalPool(JobFiles files, IProgress<RunProgress>? watcher, int processes)
{
    // A task that fails at once should not be tried again at once.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly string _name = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}.{Environment.ProcessId}.{DateTime.UtcNow.Ticks}");

    private readonly BlockingCollection<LocalTask> _ended = [];
    private readonly List<LocalTask> _running = [];

    /// <summary>Runs all tasks whose needs can be met.</summary>
    /// <param name="jobs">All jobs, each behind those that it needs.</param>
    /// <param name="missing">Tasks to run of each.</param>
    /// <param name="cancellation">Asks the processes to end; nothing is begun then.</param>
    public void Run(IReadOnlyList<ClusterJob> jobs, ILookup<ClusterJob, int> missing, CancellationToken cancellation)
    {
        var waiting = jobs.SelectMany(job => missing[job].Select(task => new LocalTask(job, task))).ToList();
        // Jobs that are not done, and with it what needs them.
        var open = waiting.GroupBy(task => task.Job.Name).ToDictionary(group => group.Key, group => group.Count());
        using CancellationTokenRegistration stop = cancellation.Register(StopAll);
        while (true)
        {
            while (_running.Count < processes && !cancellation.IsCancellationRequested
                && waiting.Find(task => task.Job.Needs.All(need => !open.ContainsKey(need))) is { } next)
            {
                waiting.Remove(next);
                Start(next);
            }

            if (_running.Count == 0)
                break;
            LocalTask ended = _ended.Take(CancellationToken.None);
            lock (_running)
                _running.Remove(ended);
            if (ended.ExitCode == LocalTask.Again && !cancellation.IsCancellationRequested)
            {
                watcher?.Report(new RunProgress(RunProgressKind.Note, $"{ended.Label} is started again"));
                waiting.Insert(0, ended.Next());
                continue;
            }

            if (ended.ExitCode == JobExit.Done && --open[ended.Job.Name] == 0)
                open.Remove(ended.Job.Name);
            watcher?.Report(new RunProgress(RunProgressKind.Note, $"{ended.Label} {Words(ended.ExitCode)}"));
        }
    }

    private static string Words(int code) => code switch
    {
        JobExit.Done => "is done",
        LocalTask.Again or JobExit.Stopped => "was stopped; what it made is stored",
        JobExit.Superseded => "was taken over by another job",
        _ => string.Create(CultureInfo.InvariantCulture, $"failed with exit code {code}"),
    };

    private void Start(LocalTask task)
    {
        watcher?.Report(new RunProgress(RunProgressKind.Note, $"{task.Label} begins"));
        lock (_running)
        {
            task.Start(files.Script(task.Job), _name, task.Restart > 0 ? s_pause : TimeSpan.Zero, _ended.Add);
            _running.Add(task);
        }
    }

    private void StopAll()
    {
        lock (_running)
            _running.ForEach(task => task.Stop());
    }
}
