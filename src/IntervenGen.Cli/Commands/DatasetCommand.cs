using System.CommandLine;
using System.Text.Json.Nodes;
using IntervenGen.Episodes;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen dataset info|verify|digest|merge|concat|repair|export|import|split|plot</c>.</summary>
internal static class DatasetCommand
{
    public static Command Create()
    {
        var command = new Command("dataset", "Look at a dataset, check it, or name it by its content.");
        command.Add(DatasetInfoCommand.Create());
        command.Add(Verify());
        command.Add(Digest());
        command.Add(DatasetJoinCommands.Merge());
        command.Add(DatasetJoinCommands.Concat());
        command.Add(DatasetJoinCommands.Repair());
        command.Add(DatasetExchangeCommands.Export());
        command.Add(DatasetExchangeCommands.Import());
        command.Add(DatasetPlotCommands.Split());
        command.Add(DatasetPlotCommands.Plot());
        return command;
    }

    private static Argument<string> Folder() => new("dataset") { Description = "Dataset folder." };

    private static Command Verify()
    {
        Argument<string> folder = Folder();
        var command = new Command("verify", "Read everything and check every hash; exit code 1 if anything is damaged.\n\nExample:  igen dataset verify igen.igen");
        command.Arguments.Add(folder);
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
                : $"{parsed.GetValue(folder)}: {result.GoodBlocks} good and {result.BadBlocks} damaged blocks, {result.Faults.Count} faults");
            reporter.Json(new JsonObject
            {
                ["dataset"] = parsed.GetValue(folder),
                ["good"] = result.IsGood,
                ["good_blocks"] = result.GoodBlocks,
                ["bad_blocks"] = result.BadBlocks,
                ["faults"] = new JsonArray([.. result.Faults.Take(100).Select(fault => (JsonNode)fault.ToString())]),
            });
            return result.IsGood ? Invocation.Done : Invocation.Failed;
        });
    }

    private static Command Digest()
    {
        Argument<string> folder = Folder();
        var command = new Command("digest", "One hash over the content of all episodes; equal content has an equal digest.\n\nExample:  igen dataset digest igen.igen");
        command.Arguments.Add(folder);
        return command.WithBody((parsed, reporter) =>
        {
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            string digest = store.ComputeDigest();
            reporter.Result(digest);
            reporter.Json(new JsonObject { ["dataset"] = store.Folder, ["digest"] = digest, ["episodes"] = store.Count });
            return Invocation.Done;
        });
    }
}
