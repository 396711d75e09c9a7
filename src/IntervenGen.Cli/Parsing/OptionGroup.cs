using System.Runtime.CompilerServices;

namespace IntervenGen.Cli.Parsing;

/// <summary>Under which heading the help lists an option; in the order of the headings.</summary>
internal enum OptionGroup
{
    /// <summary>Options of the command itself.</summary>
    Own = 0,

    /// <summary>Options of the network and its training.</summary>
    Learning = 1,

    /// <summary>Options of what is simulated: task, model, beliefs, randomness.</summary>
    Scene = 2,

    /// <summary>Options of the machine: lanes, workers, devices.</summary>
    Machine = 3,

    /// <summary>Options of what is printed.</summary>
    Output = 4,
}

/// <summary>Remembers options' groups.</summary>
internal static class OptionGroups
{
    private static readonly ConditionalWeakTable<Option, object> s_groups = [];

    /// <summary>Puts an option under a heading.</summary>
    public static Option<T> Under<T>(this Option<T> option, OptionGroup group)
    {
        s_groups.AddOrUpdate(option, group);
        return option;
    }

    /// <summary>An option's heading; what it does is its command's own without one.</summary>
    public static OptionGroup GroupOf(Option option) =>
        s_groups.TryGetValue(option, out object? group) ? (OptionGroup)group
        : option is System.CommandLine.Help.HelpOption ? OptionGroup.Output : OptionGroup.Own;

    /// <summary>The heading's words.</summary>
    public static string Heading(OptionGroup group) => group switch
    {
        OptionGroup.Learning => "Learning",
        OptionGroup.Scene => "Scene",
        OptionGroup.Machine => "Machine",
        OptionGroup.Output => "Output",
        _ => "Options",
    };
}
