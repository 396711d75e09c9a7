using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>A model that is looked through, and what was found wrong with it so far.</summary>
internal sealed class ModelInspection(MjModel model, NameTable names)
{
    /// <summary>The model.</summary>
    public MjModel Model { get; } = model;

    /// <summary>One line each: the element, what was found, what is expected, what to do.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>An element as a person would look for it: by its name in the model, and ours where that is another.</summary>
    public string Named(string kind, string ours)
    {
        string theirs = names.Theirs(kind, ours);
        return theirs == ours ? $"{kind} '{ours}'" : $"{kind} '{theirs}' ({ours})";
    }

    /// <summary>The element's name in the model.</summary>
    public string Theirs(string kind, string ours) => names.Theirs(kind, ours);

    /// <summary>An element by its id; its number where it has no name.</summary>
    public string Named(string kind, int id) =>
        Model.NameOf(kind, id) is { Length: > 0 } name ? $"{kind} '{name}'" : $"{kind} number {id}, which has no name,";

    /// <summary>Id of an element; −1, and a fault, where the model has none of that name.</summary>
    /// <param name="kind">MuJoCo's word.</param>
    /// <param name="ours">Our name for it.</param>
    /// <param name="role">What it is to the task.</param>
    /// <param name="isLike">Whether another element could be what was meant; any that has a name where it is left out.</param>
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

    /// <summary>Says which elements have been given one name.</summary>
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
        int count = Model.Size(kind switch { "joint" => "njnt", "site" => "nsite", "body" => "nbody", _ => "ngeom" });
        for (int id = kind == "body" ? 1 : 0; id < count; id++)
        {
            string name = Model.NameOf(kind, id);
            if (name.Length > 0 && !names.IsTaken(kind, name) && isLike?.Invoke(id) != false)
                yield return name;
        }
    }
}
