namespace IntervenGen.Cli.Commands.Machine;

/// <summary><c>igen run</c>: a YAML file says everything from sources to a better policy.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "The run's YAML file.", Arity = ArgumentArity.ZeroOrOne };
        var folder = NewOption.Of<string?>("--out", "Folder of all results; the file's name with '-out' without it.");
        Option<string[]> values = NewOption.Several<string>("--set", "KEY=VALUE instead of the file's, such as train.hidden=64.");
        var dry = NewOption.Of<bool>("--dry-run", "Show the stages, what each needs and about how long it takes, and make nothing.");
        var init = NewOption.Of<bool>("--init", "Print a commented file to begin with.");
        var schema = NewOption.Of<bool>("--schema", "Print the file's JSON schema, for editors.");
        var jobs = NewOption.Of<int?>("--jobs", "Stages at the same time; as many as there are variants and cores without it.").AtLeast(1);
        Option<int> workers = new CommonOptions().Workers, lanes = new CommonOptions().Lanes;
        var stage = NewOption.Of<string?>("--stage", "Make only this stage, of inputs that are there: what a job of a cluster runs.");
        var part = NewOption.Of<string?>("--part", "With --stage, I/N: only part I of N of its attempts.");
        var command = new Command(
            "run",
            "Carry a run out: collect, generate, train and evaluate as a YAML file says, any number of rounds and variants.\nContinues " +
            "where it was interrupted; where the file was changed, only what follows from that is made again.\n\n" +
            "Example:  igen run --init > run.yaml && igen run run.yaml --out first");
        command.With(file).With(folder, values, dry, init, schema, jobs, workers, lanes, stage, part);
        return command.WithBody(
            (parsed, reporter, cancellation) =>
            {
                if (parsed.GetValue(init) || parsed.GetValue(schema))
                {
                    Console.Out.Write(parsed.GetValue(init) ? RunSpec.Template : RunSpec.Schema + "\n");
                    return ExitCode.Done;
                }

                string source = parsed.GetValue(file)
                    ?? throw new UsageException("no file is given; 'igen run --init > run.yaml' writes one to begin with");
                var request = new PipelineRequest
                {
                    Spec = RunSpec.Load(source, parsed.GetValue(values)),
                    Out = parsed.GetValue(folder) ?? Path.ChangeExtension(source, null) + "-out",
                    Jobs = parsed.GetValue(jobs),
                    Workers = parsed.GetValue(workers),
                    Lanes = parsed.GetValue(lanes),
                };
                if (parsed.GetValue(dry))
                {
                    RunPlan plan = RunPlan.Of(request.Spec);
                    IReadOnlySet<string> done = PipelineState.Done(plan, request.Out);
                    reporter.Show(plan.ToLines(done), plan.ToJson(done));
                    return ExitCode.Done;
                }

                if (parsed.GetValue(stage) is { } name)
                {
                    string line = PipelineRun.MakeStage(request, name, parsed.GetValue(part), reporter.Progress, cancellation);
                    reporter.Show([line], new JsonObject { ["stage"] = name, ["outcome"] = line });
                    return ExitCode.Done;
                }

                PipelineResult result = PipelineRun.Run(request, reporter.Progress, cancellation);
                reporter.Show(result.ToLines(), result.ToJson());
                return result.IsWhole ? ExitCode.Done : ExitCode.Failed;
            },
            Stopping.Resumes);
    }
}
