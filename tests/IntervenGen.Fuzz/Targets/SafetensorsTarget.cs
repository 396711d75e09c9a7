using System.Buffers.Binary;
using System.Text.Json.Nodes;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Learning.Safetensors;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Reads a file of safetensors, and makes a policy of what is accepted and asks it for an action.</summary>
internal sealed class SafetensorsTarget(string place) : FuzzTarget
{
    private const int HeaderAt = 8;

    public override string Name => "safetensors";

    public override bool Run(byte[] input)
    {
        string path = Path.Combine(place, "policy.safetensors");
        File.WriteAllBytes(path, input);
        try
        {
            var file = SafetensorsFile.Load(path);
            long numbers = file.Tensors.Keys.Sum(name => file.Read(name).LongLength);
            if (numbers > input.Length)
                throw new DefectException($"{numbers} numbers were read of {input.Length} bytes");
            SeedCheckpoint.Act(SafetensorsCheckpoint.Load(path));
            return true;
        }
        finally
        {
            File.Delete(path);
        }
    }

    protected override int WellFormed => 2;

    // The second without its digest, which stops most changes of the weights' meaning.
    protected override IEnumerable<byte[]> MakeSeeds()
    {
        byte[] whole = SafetensorsCheckpoint.ToBytes(SeedCheckpoint.Make());
        yield return whole;
        int length = LengthOf(whole);
        JsonObject root = JsonNode.Parse(whole.AsSpan(HeaderAt, length))!.AsObject();
        root["__metadata__"]!.AsObject().Remove("digest");
        yield return WithHeader(System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()), whole[(HeaderAt + length)..]);
    }

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random)
    {
        if (seed.Length < HeaderAt || random.NextInt32(4) == 0)
            return ByteMutator.Mutate(seed, Seeds, ref random);
        int length = LengthOf(seed);
        byte[] header = seed[HeaderAt..(HeaderAt + length)], rest = seed[(HeaderAt + length)..];
        if (random.NextInt32(2) == 0)
            return WithHeader(JsonMutator.Mutate(header, [header], ref random), rest);
        // The header within the header.
        JsonObject root = JsonNode.Parse(header)!.AsObject();
        JsonNode metadata = root["__metadata__"]!;
        byte[] inner = System.Text.Encoding.UTF8.GetBytes((string)metadata["intervengen"]!);
        metadata["intervengen"] = System.Text.Encoding.UTF8.GetString(JsonMutator.Mutate(inner, [inner], ref random));
        return WithHeader(System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()), rest);
    }

    private static int LengthOf(byte[] bytes) =>
        (int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(bytes), 0, bytes.Length - HeaderAt);

    private static byte[] WithHeader(byte[] header, byte[] rest) => [.. BitConverter.GetBytes((long)header.Length), .. header, .. rest];
}
