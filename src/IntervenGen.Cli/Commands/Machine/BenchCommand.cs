namespace IntervenGen.Cli.Commands.Machine;

/// <summary><c>igen bench physics|ladder|infer|store|generate|train</c>: what each part costs on this machine.</summary>
internal static partial class BenchCommand
{
    public static Command Create()
    {
        var command = new Command(
            "bench", "Measure the engine on this machine; compare results only together with their machine and load.");
        command.With(Physics(), Ladder(), Infer(), Store(), Generate(), Train());
        return command;
    }

    private static Command Physics()
    {
        var common = new CommonOptions();
        common.Lanes.DefaultValueFactory = _ => 256;
        Option<int> steps = Count("--steps", "Control steps of every lane in a round.", 20);
        Option<int> slice = Count("--slice", "Control steps before engine and raw loop take turns.", 5);
        Option<int> rounds = Count("--rounds", "How often the walk is repeated.", 3);
        Option<int> block = Count("--block", "Lanes that take turns together.", 16);
        Command command = common.AddTo(new Command(
            "physics",
            "Substeps per second of the engine (controller, contacts and observation included) against mj_step alone in C, " +
            "on the same workers, starting states and controls, taking turns.\n\n" +
            "Example:  igen bench physics --task nut-insertion --lanes 256 --workers 2 --json"));
        command.With(steps, slice, rounds, block);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var sizes = new PhysicsBenchSizes(
                parsed.GetValue(steps), parsed.GetValue(slice), parsed.GetValue(rounds), parsed.GetValue(block));
            if (sizes.Steps % sizes.Slice != 0)
                throw new UsageException($"--steps is {sizes.Steps}; it must be a multiple of --slice, {sizes.Slice}");
            if (parsed.GetValue(common.Stepping) != SteppingMode.Fixed)
                throw new UsageException($"--stepping is {parsed.GetValue(common.Stepping)}; the raw loop it is compared with takes " +
                    "fixed substeps: use 'igen bench generate --stepping Adaptive'");
            using Workspace workspace = common.Open(parsed);
            return Report(reporter, PhysicsBench.Run(workspace, reporter.Monitor, parsed.GetValue(common.Seed), sizes, cancellation));
        });
    }

    private static Option<int> Count(string name, string description, int value) =>
        NewOption.Of(name, description, value).AtLeast(1);

    private static int Report(Reporter reporter, JsonObject result)
    {
        foreach ((string key, JsonNode? value) in result)
        {
            if (value is JsonValue)
                reporter.Result($"{key}: {value.ToJsonString()}");
        }

        reporter.Json(result);
        return ExitCode.Done;
    }
}
