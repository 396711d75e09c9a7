using IntervenGen.Core;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>Lays YAML trees over each other: maps are joined key by key, everything else is replaced.</summary>
internal static class YamlOverlay
{
    /// <summary>One tree over another.</summary>
    public static YamlNode Over(YamlNode below, YamlNode above)
    {
        if (below is not YamlMap under || above is not YamlMap over)
            return above;
        var entries = new List<(YamlName Key, YamlNode Value)>(under.Entries);
        foreach ((YamlName key, YamlNode value) in over.Entries)
        {
            int index = entries.FindIndex(entry => entry.Key.Text == key.Text);
            if (index < 0)
                entries.Add((key, value));
            else
                entries[index] = (key, Over(entries[index].Value, value));
        }

        return new YamlMap(over.Place, entries);
    }

    /// <summary>A tree in which one key, given as <c>train.hidden</c>, has another value.</summary>
    public static YamlMap With(YamlMap map, string path, YamlNode value)
    {
        string[] keys = path.Split('.');
        YamlNode above = value;
        for (int i = keys.Length - 1; i >= 0; i--)
            above = new YamlMap(value.Place, [(new YamlName(keys[i], value.Place), above)]);
        return (YamlMap)Over(map, above) with { Place = map.Place };
    }

    /// <summary>A tree without some of its first keys.</summary>
    public static YamlMap Without(YamlMap map, params string[] keys) =>
        new(map.Place, [.. map.Entries.Where(entry => !keys.Contains(entry.Key.Text))]);

    /// <summary>The value of one of the first keys; null without it.</summary>
    public static YamlNode? Find(YamlMap map, string key) =>
        map.Entries.Where(entry => entry.Key.Text == key).Select(entry => entry.Value).FirstOrDefault();

    /// <summary>A value as it was written, for names and messages.</summary>
    /// <exception cref="UsageException">It is a map or a list.</exception>
    public static string TextOf(YamlNode node) => node is YamlText text
        ? text.Value
        : throw new UsageException($"{node.Place}: one value is expected here; there is {node.Kind}");
}
