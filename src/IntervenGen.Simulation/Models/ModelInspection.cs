using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>A model under inspection, with the faults found so far.</summary>
internal sealed class ModelInspection(MjModel model, ArmDescription arm, NameTable names)
{
    /// <summary>The inspected model.</summary>
    public MjModel Model { get; } = model;

    /// <summary>The arm that it must have.</summary>
    public ArmDescription Arm { get; } = arm;

    /// <summary>The faults, one line each: the element, what was found, what was expected, and what to do.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>An element as its author would look for it: its name in the model, and ours if that differs.</summary>
    public string Named(string kind, string ours)
    {
        string theirs = names.Theirs(kind, ours);
        return theirs == ours ? $"{kind} '{ours}'" : $"{kind} '{theirs}' ({ours})";
    }

    /// <summary>The name of an element in the model.</summary>
    public string Theirs(string kind, string ours) => names.Theirs(kind, ours);

    /// <summary>An element by id: its name, or its number if it has none.</summary>
    public string Named(string kind, int id) =>
        Model.NameOf(kind, id) is { Length: > 0 } name ? $"{kind} '{name}'" : $"{kind} number {id}, which has no name,";

    /// <summary>Id of an element; −1, with a fault recorded, if the model has none of that name.</summary>
    /// <param name="kind">MuJoCo's name for the kind of element.</param>
    /// <param name="ours">The task's name for the element.</param>
    /// <param name="role">The element's role in the task, for the message.</param>
    /// <param name="isLike">Filters the elements proposed as the one meant; null proposes any that has a name.</param>
    public int Find(string kind, string ours, string role, Func<int, bool>? isLike = null)
    {
        string theirs = names.Theirs(kind, ours), key = names.KeyOf(kind, ours);
        int id = Model.Find(kind, theirs);
        if (id >= 0)
            return id;
        string[] others = [.. Unclaimed(kind, isLike)];
        string origin = theirs == ours ? "" : $", which --mjcf-name gives for '{key}'";
        string nearest = NearestName.Of(theirs, others);
        string remedy = others.Length == 0 ? "add it" : $"nearest is '{nearest}': rename it, or give --mjcf-name {key}={nearest}";
        Faults.Add($"the model has no {kind} named '{theirs}'{origin}: {role}; {remedy}");
        return -1;
    }

    /// <summary>Records a fault for elements that have been given the same name.</summary>
    public void CheckClashes()
    {
        foreach ((string kind, string theirs, string[] ours) in names.Clashes())
        {
            string both = string.Join(" and ", ours.Select(name => $"'{name}'"));
            Faults.Add($"{kind} '{theirs}' stands for {both}: give each a {kind} of its own with --mjcf-name");
        }
    }

    private IEnumerable<string> Unclaimed(string kind, Func<int, bool>? isLike)
    {
        int count = Model.CountOf(kind);
        for (int id = kind == "body" ? 1 : 0; id < count; id++)
        {
            string name = Model.NameOf(kind, id);
            if (name.Length > 0 && !names.IsTaken(kind, name) && isLike?.Invoke(id) != false)
                yield return name;
        }
    }
}
