using IntervenGen.Episodes;

namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>igen dataset info|verify|digest|merge|concat|repair|export|import|split|plot|render</c>.</summary>
internal static class DatasetCommand
{
    public static Command Create()
    {
        return new Command("dataset", "Inspect, verify, join, split, draw, export and import datasets.")
            .With(
            DatasetInfoCommand.Create(), Verify(), Digest(), DatasetJoinCommands.Merge(), DatasetJoinCommands.Concat(),
            DatasetJoinCommands.Repair(), DatasetExchangeCommands.Export(), DatasetExchangeCommands.Import(),
            DatasetPlotCommands.Split(), DatasetPlotCommands.Plot(), DatasetRenderCommand.Create());
    }

    private static Argument<string> Folder() => new("dataset") { Description = "Dataset folder." };

    private static Command Verify()
    {
        Argument<string> folder = Folder();
        var command = new Command(
            "verify",
            "Read a whole dataset and check every hash; exit code 1 if anything is damaged.\n\nExample:  igen dataset verify igen.igen");
        command.With(folder);
        return command.WithBody((parsed, reporter) =>
        {
            StoreVerification result = EpisodeStoreVerifier.Verify(parsed.GetValue(folder)!);
            string lead = "igen: ";
            foreach (StoreFault fault in result.Faults.Take(10))
            {
                reporter.Say($"{lead}{fault.ToString()}");
                lead = "  also ";
            }

            reporter.Result(result.IsGood
                ? $"{parsed.GetValue(folder)}: {result.GoodBlocks} blocks, all good"
                : $"{parsed.GetValue(folder)}: {result.GoodBlocks} good and {result.BadBlocks} damaged blocks, {result.Faults.Count} " +
                    "faults");
            reporter.Json(StoreJson.Of(result, parsed.GetValue(folder)!));
            return result.IsGood ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static Command Digest()
    {
        Argument<string> folder = Folder();
        var command = new Command(
            "digest",
            "Print a hash of the content of all episodes; equal content has an equal digest.\n\nExample:  igen dataset digest igen.igen");
        command.With(folder);
        return command.WithBody((parsed, reporter) =>
        {
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            string digest = store.ComputeDigest();
            reporter.Show([digest], new JsonObject { ["dataset"] = store.Folder, ["digest"] = digest, ["episodes"] = store.Count });
        });
    }
}
