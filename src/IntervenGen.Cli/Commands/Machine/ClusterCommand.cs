using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Profiles;
using IntervenGen.Cluster.Runs;

namespace IntervenGen.Cli.Commands.Machine;

/// <summary><c>igen cluster</c>: a run as jobs of a Slurm cluster, or as processes of this machine.</summary>
internal static class ClusterCommand
{
    public static Command Create()
    {
        var command = new Command(
            "cluster",
            "Carry a run out as jobs of a Slurm cluster that survive preemption and lost nodes, or as processes of this machine.\n" +
            "The result is the one that 'igen run' makes.\n\n" +
            "Example:  igen cluster profile > cluster.yaml && igen cluster submit run.yaml --profile cluster.yaml");
        return command.With(Profile(), Plan(), Submit(), Resume(), Status(), Logs(), Cancel());
    }

    private static Command Profile() => new Command(
        "profile", "Print a commented cluster.yaml to begin with: partition, cores, time limits, container.\n\n" +
        "Example:  igen cluster profile > cluster.yaml").WithBody((_, _) => Console.Out.Write(ClusterProfile.Template));

    private static Command Plan()
    {
        var options = new ClusterOptions();
        return options.AddTo(new Command(
            "plan", "Show the jobs, how many tasks each has, what they wait for and about how long they take; submit nothing.\n\n" +
            "Example:  igen cluster plan run.yaml --profile cluster.yaml")).WithBody((parsed, reporter) =>
            {
                ClusterSession session = options.Open(parsed);
                reporter.Show(session.Plan().ToLines(session.Profile), session.Plan().ToJson(session.Profile));
            });
    }

    private static Command Submit() => Starts(
        "submit", "Submit the jobs of a run.\n\nExample:  igen cluster submit run.yaml --out first --profile cluster.yaml", resume: false);

    private static Command Resume() => Starts(
        "resume", "Submit what is neither made nor queued: after 'cancel', after a failure, or when a person has recorded.\n\n" +
        "Example:  igen cluster resume run.yaml --out first", resume: true);

    private static Command Starts(string name, string description, bool resume)
    {
        var options = new ClusterOptions();
        var local = NewOption.Of<int?>("--local", "Without Slurm: as so many processes of this machine, until all is made.").AtLeast(1);
        return options.AddTo(new Command(name, description)).With(local).WithBody(
            (parsed, reporter, cancellation) =>
            {
                ClusterSession session = options.Open(parsed);
                if (parsed.GetValue(local) is not { } processes)
                {
                    IReadOnlyList<(ClusterJob Job, int Tasks, long Number)> submitted = session.Submit(resume);
                    reporter.Show(submitted.ToLines(), submitted.ToJson());
                    return ExitCode.Done;
                }

                IReadOnlyList<JobState> states = session.RunHere(processes, reporter.Progress, cancellation);
                reporter.Show(states.ToLines(), states.ToJson());
                return states.AreMade() ? ExitCode.Done : ExitCode.Failed;
            },
            Stopping.Resumes);
    }

    private static Command Status()
    {
        var options = new ClusterOptions();
        return options.AddTo(new Command(
            "status", "Show how far every job is, where it runs, and what failed, with its last line.\n\n" +
            "Example:  igen cluster status run.yaml"))
            .WithBody((parsed, reporter) =>
            {
                IReadOnlyList<JobState> states = options.Open(parsed).States();
                reporter.Show(states.ToLines(), states.ToJson());
            });
    }

    private static Command Logs()
    {
        var options = new ClusterOptions();
        var stage = NewOption.Of<string?>("--stage", "Only logs of tasks that have this in their name.");
        var follow = NewOption.Of<bool>("--follow", "Go on with what is written, until Ctrl-C.");
        return options.AddTo(new Command(
            "logs", "Print the jobs' logs, each line with its job's name, time and node.\n\n" +
            "Example:  igen cluster logs run.yaml --stage igen.igen --follow")).With(stage, follow).WithBody(
            (parsed, reporter, cancellation) => ClusterLogs.Read(
                options.FolderOf(parsed), parsed.GetValue(stage), parsed.GetValue(follow),
                (task, line) => reporter.Result($"{task}  {line}"), cancellation));
    }

    private static Command Cancel()
    {
        var options = new ClusterOptions();
        return options.AddTo(new Command(
            "cancel", "Cancel all jobs of a run, and no others. What they have stored is kept for 'resume'.\n\n" +
            "Example:  igen cluster cancel run.yaml")).WithBody((parsed, reporter) =>
            {
                int cancelled = options.Open(parsed).Cancel();
                reporter.Show([$"{cancelled} jobs were cancelled"], new JsonObject { ["cancelled"] = cancelled });
            });
    }

    /// <summary>What says which run is meant, and how.</summary>
    private sealed class ClusterOptions
    {
        private readonly Argument<string> _file = new("file") { Description = "The run's YAML file." };

        private readonly Option<string?> _folder = NewOption.Of<string?>(
            "--out", "Folder of all results, which every node sees; the file's name with '-out' without it.");

        private readonly Option<string[]> _values = NewOption.Several<string>("--set", "KEY=VALUE instead of the file's.");

        private readonly Option<string?> _profile = NewOption.Of<string?>(
            "--profile", "The cluster.yaml; without it, that of the last submission, or defaults.");

        public Command AddTo(Command command) => command.With(_file, _folder, _values, _profile);

        public string FolderOf(ParseResult parsed) => RunCommand.FolderOf(parsed.GetValue(_folder), parsed.GetValue(_file)!);

        public ClusterSession Open(ParseResult parsed) => new(
            new PlannedRun(parsed.GetValue(_file)!, FolderOf(parsed), parsed.GetValue(_values)), parsed.GetValue(_profile),
            ClusterSession.ThisProgram);
    }
}
