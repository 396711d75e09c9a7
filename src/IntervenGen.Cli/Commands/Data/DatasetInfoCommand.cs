using IntervenGen.Episodes;

namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>igen dataset info</c>: what a dataset holds, what it was made from, and where attempts failed.</summary>
internal static class DatasetInfoCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("dataset") { Description = "Dataset folder." };
        var command = new Command(
            "info",
            "Show what a dataset holds, which sources and policy it was made from, and where its attempts failed.\n\n" +
            "Example:  igen dataset info igen.igen");
        command.With(folder);
        return command.WithBody((parsed, reporter) =>
        {
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            DatasetDescription dataset = DatasetDescription.Of(store);
            reporter.Show(dataset.ToLines(), dataset.ToJson());
        });
    }
}
