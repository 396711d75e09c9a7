using System.Text.Json.Nodes;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Learning.Safetensors;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Reads a file of safetensors, and makes a policy of what is accepted and asks it for an action.</summary>
internal sealed class SafetensorsTarget(string place) : FuzzTarget
{
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
        JsonObject root = JsonNode.Parse(SafetensorsMutator.HeaderOf(whole))!.AsObject();
        root["__metadata__"]!.AsObject().Remove("digest");
        yield return SafetensorsMutator.WithHeader(whole, root);
    }

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random) =>
        SafetensorsMutator.Mutate(seed, Seeds, "intervengen", ref random);
}
