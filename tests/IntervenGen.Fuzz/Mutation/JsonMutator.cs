using System.Text;
using System.Text.Json;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Mutation;

/// <summary>Changes JSON by its values and keys, so that most results are still JSON.</summary>
internal static class JsonMutator
{
    private const int MaxChanges = 3, DeepestNest = 200, LongText = 5000;

    // Numbers for a number and texts for a text come farther than what is refused for its kind.
    private static readonly byte[][] s_numbers = Bytes(
        "0", "1", "2", "3", "-1", "-0", "-0.0", "0.5", "1e3", "1E-3", "5e-1", "7", "8", "16", "64", "100", "255", "256", "1000",
        "1024", "4096", "65536", "1048576", "16777216", "1073741824", "2147483647", "2147483648", "-2147483648", "-2147483649",
        "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616",
        "1e308", "1e309", "-1e400", "1e-400", "1e-320",
        "1e999999999", "2.0", "1152921504606846976.000000001", "3.4e38", "3.5e38", "0.1e1");

    private static readonly byte[][] s_texts =
    [
        .. Bytes(
            "", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "\\u0000", "\\u202e", "\\n", "0", "NaN", "cuda", "uniform",
            "weighted", "cosine", "constant", "/", "..", "../../etc/passwd", "{0}", "ffffffffffffffffffffffffffffffff")
            .Select(text => (byte[])[(byte)'"', .. text, (byte)'"']),
    ];

    private static readonly byte[][] s_values =
    [
        .. s_numbers, .. s_texts,
        .. Bytes(
            "null", "true", "false", "[]", "{}", "[null]", "[{}]", "{\"\":0}", "{\"a\":1,\"a\":2}", "{\"$type\":\"x\"}", "[1,[2,[3]]]",
            "NaN", "-", "01", ".5", "'x'", "/**/0", "[0,]"),
        [(byte)'"', 0xff, 0xfe, (byte)'"'],
        [(byte)'"', 0xed, 0xa0, 0x80, (byte)'"'],
        Encoding.UTF8.GetBytes(new string('[', DeepestNest) + new string(']', DeepestNest)),
        Encoding.UTF8.GetBytes($"\"{new string('x', LongText)}\""),
        Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("0", LongText))}]"),
        Encoding.UTF8.GetBytes($"1{new string('0', LongText)}"),
    ];

    /// <summary>One to a few changes; other bytes than JSON's are changed as bytes.</summary>
    public static byte[] Mutate(byte[] json, IReadOnlyList<byte[]> all, ref CounterRandom random)
    {
        byte[] text = json;
        int changes = 1 + random.NextInt32(MaxChanges);
        for (int i = 0; i < changes; i++)
        {
            List<Part> parts = Parts(text);
            text = parts.Count == 0 || random.NextInt32(12) == 0
                ? ByteMutator.Mutate(text, all, ref random)
                : Change(text, parts, ref random);
        }

        return text;
    }

    private static byte[] Change(byte[] text, List<Part> parts, ref CounterRandom random)
    {
        Part part = parts[random.NextInt32(parts.Count)];
        byte[][] alike = text[part.Start] switch
        {
            (byte)'"' => s_texts,
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => s_numbers,
            _ => s_values,
        };
        byte[][] from = random.NextInt32(3) > 0 ? alike : s_values;
        byte[] hostile = from[random.NextInt32(from.Length)];
        switch (random.NextInt32(10))
        {
            // Gone, or there twice. With a comma too many the text is none any more: also worth a try.
            case 0:
                int end = part.End < text.Length && text[part.End] == (byte)',' ? part.End + 1 : part.End;
                return Replaced(text, part.NameStart, end, []);
            case 1:
                byte[] again = [.. text.AsSpan(part.NameStart, part.End - part.NameStart), (byte)','];
                return Replaced(text, part.NameStart, part.NameStart, again);
            case 2 when part.NameStart < part.Start:
                return Replaced(text, part.NameStart, part.NameStart + 1, [(byte)'"', (byte)random.NextInt32(128)]);
            case 3:
                Part other = parts[random.NextInt32(parts.Count)];
                return Replaced(text, part.Start, part.End, text.AsSpan(other.Start, other.End - other.Start));
            case 4 when part.NameStart < part.Start:
                return Replaced(text, part.NameStart, part.Start, [.. "\"\\ud800\":"u8]);
            default:
                return Replaced(text, part.Start, part.End, hostile);
        }
    }

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static byte[] Replaced(byte[] text, int from, int to, ReadOnlySpan<byte> by) =>
        [.. text.AsSpan(0, from), .. by, .. text.AsSpan(to)];

    // Every value with its name, if it has one; none where the text is not JSON.
    private static List<Part> Parts(byte[] text)
    {
        var parts = new List<Part>();
        var open = new Stack<(int NameStart, int Start)>();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = DeepestNest + 64 });
        int name = -1;
        try
        {
            while (reader.Read())
            {
                int start = (int)reader.TokenStartIndex, end = (int)reader.BytesConsumed;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = start;
                        continue;
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        open.Push((name < 0 ? start : name, start));
                        break;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        (int nameStart, int from) = open.Pop();
                        parts.Add(new Part(nameStart, from, end));
                        break;
                    default:
                        parts.Add(new Part(name < 0 ? start : name, start, end));
                        break;
                }

                name = -1;
            }
        }
        catch (JsonException)
        {
            return [];
        }

        return parts;
    }

    private readonly record struct Part(int NameStart, int Start, int End);
}
