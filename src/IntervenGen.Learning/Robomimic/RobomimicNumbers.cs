using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Learning.Pickles;

namespace IntervenGen.Learning.Robomimic;

/// <summary>Numbers among the values of a pickle: nested lists, and NumPy's arrays and scalars.</summary>
internal static class RobomimicNumbers
{
    private const int MaxDepth = 8;

    /// <summary>All numbers of a value in order, whatever its nesting.</summary>
    /// <param name="value">The value.</param>
    /// <param name="max">How many may be there.</param>
    /// <param name="what">What they are, for messages.</param>
    /// <exception cref="EpisodeFormatException">There are more, none, something else among them, or one that is not finite.</exception>
    public static float[] Read(object? value, int max, string what)
    {
        var numbers = new List<float>();
        Add(value, 0);
        return [.. numbers];

        void Add(object? item, int depth)
        {
            switch (item)
            {
                case double number when float.IsFinite((float)number):
                    numbers.Add((float)number);
                    break;
                case long number:
                    numbers.Add(number);
                    break;
                case List<object?> list when depth < MaxDepth:
                    list.ForEach(inner => Add(inner, depth + 1));
                    break;
                case PickleTuple tuple when depth < MaxDepth:
                    foreach (object? inner in tuple.Items)
                        Add(inner, depth + 1);
                    break;
                case PickleCall call when depth < MaxDepth && Array(call) is { } array:
                    array.ForEach(inner => Add(inner, MaxDepth));
                    break;
                default:
                    throw new EpisodeFormatException($"{what}: something that is no finite number");
            }

            if (numbers.Count > max)
                throw new EpisodeFormatException($"{what}: more than {max} numbers");
        }
    }

    /// <summary>One number; null where the value is none.</summary>
    public static double? One(object? value) => value switch
    {
        double number => number,
        long number => number,
        PickleCall call when Array(call) is [double number] => number,
        _ => null,
    };

    /// <summary>The numbers of a NumPy array or scalar as doubles; null for anything else.</summary>
    private static List<object?>? Array(PickleCall call)
    {
        // scalar(dtype, bytes), or _reconstruct(…) with the state (version, shape, dtype, by columns, bytes).
        (object? type, object? bytes, object? transposed) = (call.Function.Name, call.Arguments, call.State) switch
        {
            ("scalar", [var kind, var data], _) => (kind, data, (object?)false),
            ("_reconstruct", _, PickleTuple { Items: [_, _, var kind, var order, var data] }) => (kind, data, order),
            _ => (null, null, null),
        };
        if (transposed is not false || type is not PickleCall { Function.Name: "dtype", Arguments: [string name, ..] }
            || Bytes(bytes) is not { } raw)
            return null;
        return name switch
        {
            "f8" or "<f8" => [.. MemoryMarshal.Cast<byte, double>(raw).ToArray()],
            "f4" or "<f4" => [.. MemoryMarshal.Cast<byte, float>(raw).ToArray().Select(number => (double)number)],
            "i8" or "<i8" => [.. MemoryMarshal.Cast<byte, long>(raw).ToArray().Select(number => (double)number)],
            _ => null,
        };
    }

    // Protocol 2 has no bytes: Python writes them as a text of Latin-1 and how to take it back.
    private static byte[]? Bytes(object? value)
    {
        string? text = value switch
        {
            PickleCall { Function.Name: "encode", Arguments: [string encoded, ..] } => encoded,
            string plain => plain,
            _ => null,
        };
        return text is null || text.Any(character => character > 0xFF) ? null : Encoding.Latin1.GetBytes(text);
    }
}
