using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Robots;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Looks up the names that a task file gives: objects, and things that touch.</summary>
/// <remarks>
/// Every thing whose contacts are watched gets a contact group of the simulator, of which there are seven: those that are named
/// nowhere get none. Faults are collected with their places.
/// </remarks>
internal sealed class Things(TaskFile file, ICollection<string> faults)
{
    /// <summary>The grip site, where an object is asked for.</summary>
    public const int Hand = -1;

    private const int MaxGroups = 7;

    private static readonly string[] s_robot = [Robot.LeftPad, Robot.RightPad, Robot.RestOfHand];

    private readonly List<string> _groups = [];

    /// <summary>Every watched thing as a group of geoms, for the simulator.</summary>
    public IReadOnlyList<GeomGroup> GroupsOf(Robot robot) => [.. _groups.Select((thing, index) => GroupOf(robot, thing, index + 1))];

    /// <summary>Index of an object, or <see cref="Hand"/>.</summary>
    public int Measured(YamlName name) => name.Text == Robot.RestOfHand ? Hand : Object(name);

    /// <summary>Index of an object.</summary>
    public int Object(YamlName name)
    {
        int index = Array.FindIndex(file.Objects, entry => entry.Name.Text == name.Text);
        if (index < 0)
            Fault(
                name.Place,
                $"no object is called '{name}'; did you mean " +
                $"'{NearestName.Of(name.Text, file.Objects.Select(entry => entry.Name.Text))}'?");
        return Math.Max(0, index);
    }

    /// <summary>Contact pairs of an object with each of the pads.</summary>
    public (ulong Left, ulong Right) Pads(YamlName name)
    {
        int group = Group(name);
        return (MjContactState.Pair(group, Group(Robot.LeftPad)), MjContactState.Pair(group, Group(Robot.RightPad)));
    }

    /// <summary>Contact pairs of which each is a touch of two things.</summary>
    public ulong Pairs(ThingsFile[] things)
    {
        ulong pairs = 0;
        foreach (YamlName first in things[0].AnyOf)
        {
            foreach (YamlName second in things[1].AnyOf)
                pairs |= MjContactState.Pair(Group(first), Group(second));
        }

        return pairs;
    }

    /// <summary>Adds a fault.</summary>
    public void Fault(YamlPlace place, string what) => faults.Add($"{place}: {what}");

    private int Group(YamlName name)
    {
        if (!s_robot.Contains(name.Text) && file.Objects.All(entry => entry.Name.Text != name.Text))
        {
            string[] known = [.. file.Objects.Select(entry => entry.Name.Text), .. s_robot];
            Fault(name.Place, $"nothing that touches is called '{name}'; did you mean '{NearestName.Of(name.Text, known)}'?");
            return 0;
        }

        int group = Group(name.Text);
        if (group > MaxGroups)
            Fault(name.Place, $"contacts of more than {MaxGroups} things are watched: {string.Join(", ", _groups)}");
        return Math.Min(group, MaxGroups);
    }

    private int Group(string thing)
    {
        int index = _groups.IndexOf(thing);
        if (index >= 0)
            return index + 1;
        _groups.Add(thing);
        return _groups.Count;
    }

    private GeomGroup GroupOf(Robot robot, string thing, int number)
    {
        if (robot.Parts.TryGetValue(thing, out IReadOnlyList<string>? geoms))
            return new GeomGroup(number, [.. geoms]);
        ObjectFile found = file.Objects.First(entry => entry.Name.Text == thing).Value;
        return found.Geoms.Length > 0
            ? new GeomGroup(number, [.. found.Geoms.SelectMany(name => Braces.Expand(name.Text))])
            : new GeomGroup(number) { Body = found.Body?.Text };
    }
}
