using System.Buffers;
using System.Text;
using System.Text.Json;

namespace IntervenGen.Episodes;

public sealed partial record StoreManifest
{
    private const string ArithmeticKey = "versions.arithmetic", VectorsKey = "versions.vectors", Absent = "absent";

    /// <summary>This manifest for episodes of several machines: each one's arithmetic is named.</summary>
    /// <param name="other">Whose episodes are added.</param>
    public StoreManifest WithArithmeticOf(StoreManifest other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Versions = Versions with { Arithmetic = Both(Versions.Arithmetic, other.Versions.Arithmetic) } };
    }

    /// <summary>This manifest for episodes of several machines: each one's vectors are named.</summary>
    /// <param name="other">Whose episodes are added.</param>
    public StoreManifest WithVectorsOf(StoreManifest other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Versions = Versions with { Vectors = Both(Versions.Vectors, other.Versions.Vectors) } };
    }

    /// <summary>The first key, in alphabetical order, in which two runs differ; null if their attempts may share a store.</summary>
    /// <param name="other">The other manifest.</param>
    /// <returns>The key's path, such as <c>config.policy.horizon</c>, this manifest's value and the other's, as JSON.</returns>
    public (string Key, string Value, string OtherValue)? FirstDifference(StoreManifest other)
    {
        ArgumentNullException.ThrowIfNull(other);
        SortedDictionary<string, string> mine = Identity();
        SortedDictionary<string, string> theirs = other.Identity();
        foreach (string key in mine.Keys.Union(theirs.Keys).Order(StringComparer.Ordinal))
        {
            string value = mine.GetValueOrDefault(key, Absent);
            string otherValue = theirs.GetValueOrDefault(key, Absent);
            // Stores of earlier versions do not record their arithmetic: unknown does not count as different.
            if (key == VectorsKey || (key == ArithmeticKey && (value == Absent || otherValue == Absent)))
                continue;
            if (value != otherValue)
                return (key, value, otherValue);
        }

        return null;
    }

    // The digest compares episodes, so that two versions of the program can be seen to make the same ones.
    internal byte[] DigestedIdentity()
    {
        var text = new StringBuilder();
        foreach ((string key, string value) in Identity())
        {
            if (!key.StartsWith("versions.", StringComparison.Ordinal))
                text.Append(key).Append('=').Append(value).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Both(string one, string other)
    {
        const string separator = " + ";
        return string.Join(separator, (one + separator + other)
            .Split(separator, StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal));
    }

    private SortedDictionary<string, string> Identity()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteIdentity(json);
            json.WriteEndObject();
        }

        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        FlatJson.Add("", document.RootElement, flat);
        return flat;
    }
}
