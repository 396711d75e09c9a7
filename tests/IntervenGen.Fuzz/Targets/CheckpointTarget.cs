using System.Buffers.Binary;
using System.IO.Hashing;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Learning;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Reads a checkpoint, and makes a policy of what is accepted and asks it for an action.</summary>
internal sealed class CheckpointTarget(string place) : FuzzTarget
{
    private const int HashAt = 24, HashBytes = 16, HeaderAt = 40;

    public override string Name => "checkpoint";

    public override bool Run(byte[] input)
    {
        string path = Path.Combine(place, "policy.ckpt");
        File.WriteAllBytes(path, input);
        try
        {
            SeedCheckpoint.Act(Checkpoint.Load(path));
            return true;
        }
        finally
        {
            File.Delete(path);
        }
    }

    protected override int WellFormed => 2;

    protected override IEnumerable<byte[]> MakeSeeds() => [Make(resumable: false), Make(resumable: true), .. CorpusFiles.Of("checkpoint")];

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random)
    {
        if (seed.Length < HeaderAt || random.NextInt32(4) == 0)
        {
            byte[] changed = ByteMutator.Mutate(seed, Seeds, ref random);
            return random.NextInt32(2) == 0 ? WithRightHash(changed) : changed;
        }

        int length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(seed.AsSpan(12)), 0, seed.Length - HeaderAt);
        byte[] header = seed[HeaderAt..(HeaderAt + length)], tensors = seed[Math.Min(seed.Length, (HeaderAt + length + 7) & ~7)..];
        header = JsonMutator.Mutate(header, [header], ref random);
        byte[] bytes = [.. seed[..HeaderAt], .. header, .. new byte[-(HeaderAt + header.Length) & 7], .. tensors];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), header.Length);
        return WithRightHash(bytes);
    }

    private static byte[] WithRightHash(byte[] bytes)
    {
        if (bytes.Length < HeaderAt)
            return bytes;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), bytes.Length);
        var hasher = new XxHash128();
        hasher.Append(bytes.AsSpan(0, HashAt));
        hasher.Append(bytes.AsSpan(HeaderAt));
        hasher.GetCurrentHash(bytes.AsSpan(HashAt, HashBytes));
        return bytes;
    }

    private byte[] Make(bool resumable)
    {
        string path = Path.Combine(place, "seed.ckpt");
        SeedCheckpoint.Make(resumable).Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }
}
