using System.CommandLine;
using IntervenGen.Cli.Commands;

namespace IntervenGen.Cli;

/// <summary>The program <c>igen</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var root = new RootCommand(
            "IntervenGen turns ten human interventions into thousands: it lets a robot policy make genuine mistakes in new " +
            "scenes, replays transformed human recoveries, keeps what succeeds, and retrains.\n\n" +
            "Start with:  igen demo");
        root.Add(DemoCommand.Create());
        root.Add(TasksCommand.Create());
        root.Add(CollectCommand.Create());
        root.Add(GenerateCommand.Create());
        root.Add(TrainCommand.Create());
        root.Add(EvaluateCommand.Create());
        root.Add(ReplayCommand.Create());
        root.Add(RenderCommand.Create());
        root.Add(DatasetCommand.Create());
        root.Add(BenchCommand.Create());
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
                Console.Error.WriteLine($"igen: {error.Message}");
            Console.Error.WriteLine("igen: see 'igen --help' or 'igen <verb> --help'");
            return Invocation.BadUsage;
        }

        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
