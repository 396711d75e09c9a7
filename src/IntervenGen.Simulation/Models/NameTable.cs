using System.Security.Cryptography;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>An element, identified by its kind and the task's name for it.</summary>
/// <param name="Kind">MuJoCo's name for the kind: joint, site, body or geom.</param>
/// <param name="Ours">The task's name for the element.</param>
internal readonly record struct ElementName(string Kind, string Ours);

/// <summary>The model's name for every element that a task looks up.</summary>
/// <remarks>
/// A table, so that the model's text is simulated, hashed, drawn and exported as it was given: rewriting names in it would have to know
/// every attribute by which elements refer to each other, in every release. Immutable.
/// </remarks>
internal sealed class NameTable
{
    private readonly Dictionary<ElementName, string> _theirs = [];
    private readonly HashSet<string> _ambiguous;

    /// <summary>Builds the table from a task's elements and the names that differ.</summary>
    /// <param name="elements">Every element that the task looks up.</param>
    /// <param name="names">Names of the elements that the model calls differently.</param>
    /// <exception cref="UsageException">A name is given for an element that the task does not have, or that is ambiguous.</exception>
    public NameTable(IEnumerable<ElementName> elements, ElementNames names)
    {
        ElementName[] all = [.. elements];
        _ambiguous = [.. all.GroupBy(element => element.Ours).Where(group => group.Count() > 1).Select(group => group.Key)];
        foreach (ElementName element in all)
            _theirs.Add(element, element.Ours);
        foreach ((string key, string theirs) in names.Given)
            _theirs[Find(key, all)] = theirs;
        Changes = [.. all.Where(element => _theirs[element] != element.Ours)
            .Select(element => $"{element.Kind}:{element.Ours}={_theirs[element]}").Order(StringComparer.Ordinal)];
    }

    /// <summary>The names that differ, in a canonical order.</summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>The model's name for an element.</summary>
    public string Theirs(string kind, string ours) => _theirs[new ElementName(kind, ours)];

    /// <summary>The model's name for an element, which is the same where the task needs no such element.</summary>
    public string TheirsOrSame(string kind, string ours) => _theirs.GetValueOrDefault(new ElementName(kind, ours), ours);

    /// <summary>Id of an element in a model that has it.</summary>
    public int Id(MjModel model, string kind, string ours) => model.Id(kind, Theirs(kind, ours));

    /// <summary>The key by which <c>--mjcf-name</c> refers to an element.</summary>
    public string KeyOf(string kind, string ours) => _ambiguous.Contains(ours) ? $"{kind}:{ours}" : ours;

    /// <summary>Whether one of the elements has this name in the model.</summary>
    public bool IsTaken(string kind, string theirs) => _theirs.Any(pair => pair.Key.Kind == kind && pair.Value == theirs);

    /// <summary>Elements of one kind that were given the same name.</summary>
    public IEnumerable<(string Kind, string Theirs, string[] Ours)> Clashes() => _theirs
        .GroupBy(pair => (pair.Key.Kind, Theirs: pair.Value), pair => pair.Key.Ours)
        .Where(group => group.Count() > 1)
        .Select(group => (group.Key.Kind, group.Key.Theirs, group.Order(StringComparer.Ordinal).ToArray()));

    /// <summary>
    /// The hash of a model under these names: the model's own if no name differs. The same text under other names is a
    /// different arm, so a dataset made with one cannot be repeated with the other.
    /// </summary>
    public string HashOf(string modelHash)
    {
        if (Changes.Count == 0)
            return modelHash;
        byte[] text = Encoding.UTF8.GetBytes($"{modelHash}\0{string.Join('\0', Changes)}");
        return Convert.ToHexStringLower(SHA256.HashData(text))[..modelHash.Length];
    }

    private ElementName Find(string key, ElementName[] all)
    {
        ElementName[] found = [.. all.Where(element => element.Ours == key || $"{element.Kind}:{element.Ours}" == key)];
        if (found.Length == 1)
            return found[0];
        string[] known = [.. all.Select(element => KeyOf(element.Kind, element.Ours))];
        throw new UsageException(found.Length == 0
            ? $"--mjcf-name '{key}': nothing of the task has this name; did you mean '{NearestName.Of(key, known)}'? Known: " +
                $"{string.Join(", ", known)}"
            : $"--mjcf-name '{key}' could be " +
                string.Join(" or ", found.Select(element => $"'{KeyOf(element.Kind, element.Ours)}'")) + ": say which");
    }
}
