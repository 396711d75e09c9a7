using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Tasks.Yaml;

/// <summary>Reads a tree into records, strictly: what is unknown, missing, of another kind or out of range is a fault with its
/// place.</summary>
/// <remarks>By reflection, once, when a folder is opened. All faults are collected.</remarks>
internal sealed class YamlBinder(ICollection<string> faults)
{
    /// <summary>Reads a map; null where it has faults, which are then in the list.</summary>
    public T? Bind<T>(YamlNode node)
        where T : YamlRecord
    {
        int before = faults.Count;
        object? value = Record(typeof(T), node);
        return faults.Count == before ? (T?)value : null;
    }

    /// <summary>The key for a property's name: <c>HandYaw</c> is <c>hand_yaw</c>.</summary>
    public static string KeyOf(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);

    /// <summary>The properties of a record that are keys, in the order in which they are declared.</summary>
    public static IEnumerable<PropertyInfo> KeysOf(Type type) =>
        type.GetProperties().Where(property => property.GetCustomAttribute<KeyAttribute>() is not null);

    /// <summary>Whether a property is a key that must be there.</summary>
    public static bool IsRequired(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute));

    private object? Record(Type type, YamlNode node)
    {
        if (node is YamlText or YamlList && type.GetCustomAttribute<TextMeansAttribute>() is { } means
            && type.GetProperty(means.Key)! is var shortened && (node is YamlText || shortened.PropertyType.IsArray))
            return Short(type, shortened, node);
        if (node is not YamlMap map)
            return Fault(node.Place, $"a map is expected here, with {Known(type)}; there is {node.Kind}");
        var record = (YamlRecord)Activator.CreateInstance(type)!;
        record.Place = map.Place;
        Dictionary<string, PropertyInfo> keys = KeysOf(type).ToDictionary(property => KeyOf(property.Name));
        foreach ((YamlName key, YamlNode value) in map.Entries)
        {
            if (!keys.Remove(key.Text, out PropertyInfo? property))
                Fault(
                    key.Place,
                    $"unknown key '{key.Text}'; did you mean " +
                    $"'{NearestName.Of(key.Text, KeysOf(type).Select(known => KeyOf(known.Name)))}'?");
            else if (Value(property.PropertyType, value, property.GetCustomAttribute<KeyAttribute>()!) is { } read)
                property.SetValue(record, read);
        }

        foreach (PropertyInfo missing in keys.Values.Where(IsRequired))
            Fault(map.Place, $"key '{KeyOf(missing.Name)}' is missing: {missing.GetCustomAttribute<KeyAttribute>()!.Text}");
        if (record is YamlChoice choice)
            Choose(choice, map);
        return record;
    }

    private void Choose(YamlChoice choice, YamlMap map)
    {
        if (map.Entries.Count == 1)
            choice.Given = map.Entries[0].Key.Text;
        else
            Fault(map.Place, $"one key is expected here, one of {Known(choice.GetType())}; there are {map.Entries.Count}");
    }

    private YamlRecord? Short(Type type, PropertyInfo property, YamlNode node)
    {
        if (Value(property.PropertyType, node, property.GetCustomAttribute<KeyAttribute>()!) is not { } read)
            return null;
        var choice = (YamlRecord)Activator.CreateInstance(type)!;
        choice.Place = node.Place;
        property.SetValue(choice, read);
        if (choice is YamlChoice one)
            one.Given = KeyOf(property.Name);
        return choice;
    }

    private object? Value(Type type, YamlNode node, KeyAttribute key)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (typeof(YamlRecord).IsAssignableFrom(type))
            return Record(type, node);
        if (type == typeof(Interval))
            return Bounds(node, key);
        if (type == typeof(YamlMap))
            return node as YamlMap ?? Fault(node.Place, $"a map is expected here; there is {node.Kind}");
        if (type.IsArray)
            return type.GetElementType()!.Name == typeof(Named<>).Name
                ? Entries(type.GetElementType()!, node, key)
                : List(type.GetElementType()!, node, key);
        if (node is not YamlText text)
            return Fault(node.Place, $"{Expected(type)} is expected here; there is {node.Kind}");
        if (type == typeof(string))
            return text.Value.Length > 0 ? text.Value : Fault(node.Place, "a text is expected here; there is nothing");
        if (type == typeof(YamlName))
            return text.Value.Length > 0
                ? new YamlName(text.Value, text.Place)
                : Fault(node.Place, "a name is expected here; there is nothing");
        if (type.IsEnum)
            return Word(type, text);
        return type == typeof(bool) ? Truth(text) : Number(type, text, key);
    }

    private object? Number(Type type, YamlText text, KeyAttribute key)
    {
        if (text.IsQuoted || !double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            || !double.IsFinite(number))
            return Fault(text.Place, $"{Expected(type)} is expected here; there is {text.Kind}");
        if (number < key.Min || number > key.Max)
            return Fault(text.Place, FormattableString.Invariant($"{number} is out of range: {key.Text} ({Range(key)})"));
        if (type == typeof(double))
            return number;
        return number == Math.Floor(number) && Math.Abs(number) < int.MaxValue
            ? (int)number
            : Fault(text.Place, $"a whole number is expected here; there is {text.Kind}");
    }

    private static string Range(KeyAttribute key) => (double.IsFinite(key.Min), double.IsFinite(key.Max)) switch
    {
        (true, true) => FormattableString.Invariant($"{key.Min} to {key.Max}"),
        (true, false) => FormattableString.Invariant($"at least {key.Min}"),
        _ => FormattableString.Invariant($"at most {key.Max}"),
    };

    private object? Truth(YamlText text) => text.Value switch
    {
        "true" => true,
        "false" => false,
        _ => Fault(text.Place, $"true or false is expected here; there is {text.Kind}"),
    };

    private object? Word(Type type, YamlText text)
    {
        string[] words = [.. Enum.GetNames(type).Select(KeyOf)];
        int index = Array.IndexOf(words, text.Value);
        return index >= 0
            ? Enum.Parse(type, Enum.GetNames(type)[index])
            : Fault(
                text.Place, $"'{text.Value}' is none of {string.Join(", ", words)}; did you mean '{NearestName.Of(text.Value, words)}'?");
    }

    // One value stands for a list of one.
    private object? List(Type type, YamlNode node, KeyAttribute key)
    {
        IReadOnlyList<YamlNode> items = node is YamlList list ? list.Items : [node];
        if (node is not YamlList && key.Count > 1)
            return Fault(node.Place, $"a list of {key.Count} is expected here; there is {node.Kind}");
        if (key.Count > 0 && items.Count != key.Count)
            return Fault(node.Place, $"a list of {key.Count} is expected here; there are {items.Count}");
        var array = Array.CreateInstance(type, items.Count);
        bool whole = true;
        for (int i = 0; i < items.Count; i++)
        {
            object? value = Value(type, items[i], key);
            whole &= value is not null;
            if (value is not null)
                array.SetValue(value, i);
        }

        return whole ? array : null;
    }

    private object? Entries(Type type, YamlNode node, KeyAttribute key)
    {
        if (node is not YamlMap map)
            return Fault(node.Place, $"a map of names is expected here; there is {node.Kind}");
        Type inner = type.GetGenericArguments()[0];
        var array = Array.CreateInstance(type, map.Entries.Count);
        for (int i = 0; i < map.Entries.Count; i++)
        {
            object? value = Value(inner, map.Entries[i].Value, key);
            if (value is not null)
                array.SetValue(Activator.CreateInstance(type, map.Entries[i].Key, value), i);
        }

        return array;
    }

    private object? Bounds(YamlNode node, KeyAttribute key)
    {
        if (node is YamlText text)
        {
            if (Number(typeof(double), text, key) is not double both)
                return null;
            return key.IsPoint ? new Interval(both, both) : new Interval(-Math.Abs(both), Math.Abs(both));
        }

        if (node is not YamlList { Items: [YamlText low, YamlText high] })
            return Fault(node.Place, $"one number or [min, max] is expected here; there is {node.Kind}");
        if (Number(typeof(double), low, key) is not double min || Number(typeof(double), high, key) is not double max)
            return null;
        return min <= max
            ? new Interval(min, max)
            : Fault(node.Place, FormattableString.Invariant($"the range from {min} to {max} is empty"));
    }

    private static string Expected(Type type) =>
        type == typeof(double) ? "a number"
        : type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type).Select(KeyOf))}"
        : type == typeof(YamlName) ? "a name" : "a text";

    private static string Known(Type type) => string.Join(", ", KeysOf(type).Select(property => KeyOf(property.Name)));

    private object? Fault(YamlPlace place, string what)
    {
        faults.Add($"{place}: {what}");
        return null;
    }
}
