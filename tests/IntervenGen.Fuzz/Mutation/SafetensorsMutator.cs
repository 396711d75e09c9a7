using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Mutation;

/// <summary>Changes files of safetensors: eight bytes of length, a header in JSON, numbers.</summary>
internal static class SafetensorsMutator
{
    private const int HeaderAt = 8;

    /// <summary>The header.</summary>
    public static byte[] HeaderOf(byte[] file) => file[HeaderAt..(HeaderAt + LengthOf(file))];

    /// <summary>A file with another header.</summary>
    public static byte[] WithHeader(byte[] file, byte[] header) =>
        [.. BitConverter.GetBytes((long)header.Length), .. header, .. file[(HeaderAt + LengthOf(file))..]];

    /// <summary>A file with another header.</summary>
    public static byte[] WithHeader(byte[] file, JsonObject header) => WithHeader(file, Encoding.UTF8.GetBytes(header.ToJsonString()));

    /// <summary>Changes bytes, the header, or the header of its own that it carries as a text.</summary>
    /// <param name="file">The file; it stays as it is.</param>
    /// <param name="seeds">What to splice in.</param>
    /// <param name="entry">Name of the text among the metadata.</param>
    /// <param name="random">Draws the change.</param>
    public static byte[] Mutate(byte[] file, IReadOnlyList<byte[]> seeds, string entry, ref CounterRandom random)
    {
        if (file.Length < HeaderAt || random.NextInt32(4) == 0)
            return ByteMutator.Mutate(file, seeds, ref random);
        byte[] header = HeaderOf(file);
        if (random.NextInt32(2) == 0)
            return WithHeader(file, JsonMutator.Mutate(header, [header], ref random));
        JsonObject root = JsonNode.Parse(header)!.AsObject();
        JsonNode metadata = root["__metadata__"]!;
        byte[] inner = Encoding.UTF8.GetBytes((string)metadata[entry]!);
        metadata[entry] = Encoding.UTF8.GetString(JsonMutator.Mutate(inner, [inner], ref random));
        return WithHeader(file, root);
    }

    private static int LengthOf(byte[] file) =>
        (int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(file), 0, file.Length - HeaderAt);
}
