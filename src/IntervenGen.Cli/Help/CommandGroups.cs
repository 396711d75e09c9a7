using System.Text;

namespace IntervenGen.Cli.Help;

/// <summary>Under which headings the commands below one are listed.</summary>
internal static class CommandGroups
{
    private static readonly (string Heading, string[] Names)[] s_groups =
    [
        ("Start here", ["demo", "run", "status", "cluster", "tasks", "task"]),
        ("Data", ["collect", "generate", "dataset", "teleop"]),
        ("Policies", ["train", "evaluate", "policy", "trigger", "experiment", "serve"]),
        ("Look", ["view", "replay", "render"]),
        ("An arm", ["franka"]),
        ("This machine", ["bench", "completion"]),
    ];

    /// <summary>Lists the commands: those of the program by what they are for, those of a verb as they are.</summary>
    public static void Write(StringBuilder text, Command command, Action<string, IReadOnlyList<(string Name, string Words)>> section)
    {
        Command[] below = [.. command.Subcommands.Where(sub => !sub.Hidden)];
        if (below.Length == 0)
            return;
        if (command.Parents.Any())
        {
            section("Commands", [.. below.Select(Row)]);
            return;
        }

        text.Append("\nCommands:\n");
        foreach ((string heading, string[] names) in s_groups)
            section(heading, [.. below.Where(sub => names.Contains(sub.Name)).Select(Row)]);
        section("Others", [.. below.Where(sub => s_groups.All(group => !group.Names.Contains(sub.Name))).Select(Row)]);
    }

    private static (string Name, string Words) Row(Command command) =>
        (command.Name, (command.Description ?? "").Split("\n\n")[0].ReplaceLineEndings(" "));
}
