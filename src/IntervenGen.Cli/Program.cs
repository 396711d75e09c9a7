using System.CommandLine;
using IntervenGen.Cli.Commands;
using IntervenGen.Cli.Output;

namespace IntervenGen.Cli;

/// <summary>The program <c>igen</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        // A plain command instead of RootCommand, whose name would be the assembly's.
        var root = new Command(
            "igen",
            "IntervenGen turns ten human interventions into thousands: it lets a robot policy make genuine mistakes in new " +
            "scenes, replays transformed human recoveries, keeps what succeeds, and retrains.\n\n" +
            "Start with:  igen demo");
        root.Options.Add(ShortHelp.Create());
        root.Options.Add(new VersionOption());
        root.Add(DemoCommand.Create());
        root.Add(TasksCommand.Create());
        root.Add(CollectCommand.Create());
        root.Add(GenerateCommand.Create());
        root.Add(TrainCommand.Create());
        root.Add(EvaluateCommand.Create());
        root.Add(ExperimentCommand.Create());
        root.Add(ReplayCommand.Create());
        root.Add(RenderCommand.Create());
        root.Add(DatasetCommand.Create());
        root.Add(ViewCommand.Create());
        root.Add(TeleopCommand.Create());
        root.Add(BenchCommand.Create());
        root.Add(FrankaCommand.Create());
        if (arguments is [] or ["help", ..])
            arguments = [.. arguments.Skip(1), "--help"];
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"igen: {TerminalText.OneLine(UsageErrors.Describe(parsed))}");
            return Invocation.BadUsage;
        }

        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
