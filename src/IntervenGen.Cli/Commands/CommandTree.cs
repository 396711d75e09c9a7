using IntervenGen.Cli.Commands.Arm;
using IntervenGen.Cli.Commands.Data;
using IntervenGen.Cli.Commands.Machine;
using IntervenGen.Cli.Commands.Policies;
using IntervenGen.Cli.Commands.Viewing;

namespace IntervenGen.Cli.Commands;

/// <summary>Every command of <c>igen</c>, ready to be given a command line.</summary>
internal static class CommandTree
{
    // '@file' is a name like any other, and '-ab' one option: a command line means what it shows.
    private static readonly ParserConfiguration s_plain = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>Makes the tree, with the one reader of numbers on every option.</summary>
    public static Command Create()
    {
        // A plain command instead of RootCommand, whose name would be the assembly's.
        var root = new Command(
            "igen",
            "IntervenGen turns ten human interventions into thousands: it lets a robot policy make genuine mistakes in new " +
            "scenes, replays transformed human recoveries, keeps what succeeds, and retrains.\n\n" +
            "Start with:  igen demo");
        root.With(
            ShortHelp.Create(), new VersionOption(), DemoCommand.Create(), RunCommand.Create(), StatusCommand.Create(),
            ClusterCommand.Create(), TasksCommand.Create(), TaskCommand.Create(), CollectCommand.Create(),
            GenerateCommand.Create(), TrainCommand.Create(), EvaluateCommand.Create(), PolicyCommand.Create(), TriggerCommand.Create(),
            ExperimentCommand.Create(), ReplayCommand.Create(), RenderCommand.Create(), DatasetCommand.Create(), ViewCommand.Create(),
            TeleopCommand.Create(), ServeCommand.Create(), BenchCommand.Create(), FrankaCommand.Create(), CompletionCommand.Create());
        NumberForm.ApplyTo(root);
        return root;
    }

    /// <summary>Reads a command line.</summary>
    public static ParseResult Parse(Command root, string[] arguments) => root.Parse(arguments, s_plain);
}
