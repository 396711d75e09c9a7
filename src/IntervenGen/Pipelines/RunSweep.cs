using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>The runs that a file with variants and a sweep stands for.</summary>
internal static class RunSweep
{
    private const string Variants = "variants", Sweep = "sweep", Seed = "seed";
    private const int MaxRuns = 1000;

    /// <summary>Every variant with every combination of values; the tree itself where there are none.</summary>
    /// <param name="root">The file.</param>
    /// <param name="faults">Receives what is wrong with the lists.</param>
    public static IReadOnlyList<(string Name, string Group, YamlMap Tree)> Expand(YamlMap root, ICollection<string> faults)
    {
        YamlMap plain = YamlOverlay.Without(root, Variants, Sweep);
        List<(string Name, string Group, YamlMap Tree)> runs = [("", "", plain)];
        if (YamlOverlay.Find(root, Variants) is YamlMap { Entries.Count: > 0 } variants)
            runs = [.. variants.Entries.Select(variant => Vary(plain, variant.Key, variant.Value, faults))];
        if (YamlOverlay.Find(root, Sweep) is YamlMap sweep)
        {
            foreach ((YamlName key, YamlNode values) in sweep.Entries)
                runs = [.. runs.SelectMany(run => Each(run, key, values, faults))];
        }

        if (runs.Count > MaxRuns)
            faults.Add($"{root.Place}: {runs.Count} runs are described; at most {MaxRuns} are possible");
        // Without the lists the first tree still has them, so that the binder says what is wrong with them.
        return faults.Count == 0 && runs.Count <= MaxRuns ? runs : [("", "", root)];
    }

    private static (string, string, YamlMap) Vary(YamlMap plain, YamlName name, YamlNode value, ICollection<string> faults)
    {
        if (value is not YamlMap map)
            faults.Add($"{value.Place}: a map of what variant '{name}' says instead is expected here; there is {value.Kind}");
        if (name.Text.Length > 64 || !name.Text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            faults.Add($"{name.Place}: '{name}' is no name for a variant: letters, digits, '-' and '_', at most 64");
        return (name.Text, name.Text, value is YamlMap over ? (YamlMap)YamlOverlay.Over(plain, over) : plain);
    }

    private static IEnumerable<(string, string, YamlMap)> Each(
        (string Name, string Group, YamlMap Tree) run, YamlName key, YamlNode values, ICollection<string> faults)
    {
        if (values is not YamlList { Items.Count: > 0 } list)
        {
            faults.Add($"{values.Place}: a list of values for '{key}' is expected here; there is {values.Kind}");
            yield break;
        }

        string last = key.Text[(key.Text.LastIndexOf('.') + 1)..];
        foreach (YamlNode value in list.Items)
        {
            string own = $"{last}-{Safe(value is YamlText text ? text.Value : "list")}";
            yield return (
                Join(run.Name, own), key.Text == Seed ? run.Group : Join(run.Group, own), YamlOverlay.With(run.Tree, key.Text, value));
        }
    }

    private static string Join(string name, string own) => name.Length == 0 ? own : $"{name}-{own}";

    // Names become folders.
    private static string Safe(string text) =>
        string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_'));
}
