using System.Buffers.Binary;
using System.IO.Hashing;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Generation;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Opens, reads, verifies, cuts, exports and resumes a store of one shard.</summary>
/// <remarks>An input is the manifest's length in four bytes, the manifest, then the shard.</remarks>
internal sealed class ShardTarget(string place) : FuzzTarget
{
    // An export costs as much as thirty readings.
    private const int ExportEvery = 16, HeaderBytes = 4096, BlockBytes = 64, BlocksAt = 2 * HeaderBytes;

    public override string Name => "shard";

    public override bool Run(byte[] input)
    {
        string folder = Directory.CreateDirectory(Path.Combine(place, "run.igen")).FullName;
        try
        {
            int length = input.Length < 4 ? 0 : (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(input), (uint)(input.Length - 4));
            File.WriteAllBytes(Path.Combine(folder, "manifest.json"), input.AsSpan(Math.Min(4, input.Length), length));
            File.WriteAllBytes(Path.Combine(folder, "shard-00000.bin"), input.AsSpan(Math.Min(4 + length, input.Length)));
            StoreVerification verification = EpisodeStoreVerifier.Verify(folder);
            bool isRead = Try(() => ReadAll(folder, input)), isResumed = Try(() => Resume(folder));
            if (verification.IsGood && !isRead)
                throw new DefectException("a store that was verified cannot be read");
            return isRead && (isResumed || verification.IsGood);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        foreach (bool isComplete in (bool[])[true, false])
        {
            string folder = Path.Combine(place, "seed.igen");
            SeedRun.WriteStore(folder, isComplete);
            byte[] manifest = File.ReadAllBytes(Path.Combine(folder, "manifest.json"));
            byte[] shard = File.ReadAllBytes(Path.Combine(folder, "shard-00000.bin"));
            Directory.Delete(folder, recursive: true);
            yield return Joined(manifest, shard);
        }
    }

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random)
    {
        int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(seed);
        byte[] manifest = seed[4..(4 + length)], shard = seed[(4 + length)..];
        if (random.NextInt32(6) == 0)
            manifest = WithRightHash(JsonMutator.Mutate(manifest, [manifest], ref random));
        int changes = 1 + random.NextInt32(3);
        for (int i = 0; i < changes; i++)
            shard = Change(shard, ref random);
        if (random.NextInt32(2) == 0)
            Repair(shard);
        return Joined(manifest, shard);
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (IntervenGenException)
        {
            return false;
        }
    }

    private void ReadAll(string folder, byte[] input)
    {
        using var store = EpisodeStore.Open(folder);
        _ = store.RecoveredTail;
        _ = store.ComputeDigest();
        for (int episode = 0; episode < store.Count; episode++)
            _ = store.Read(episode);
        // Each of them may refuse on grounds of its own.
        _ = Try(() => SourceSegment.Extract(store, SeedRun.Spec.Subtasks));
        _ = Try(() => SourceIntervention.Extract(store, store.Manifest.Subtasks));
        if (XxHash3.HashToUInt64(input) % ExportEvery == 0)
            _ = Try(() => Export(store));
    }

    private void Export(EpisodeStore store)
    {
        string file = Path.Combine(place, "out.hdf5");
        try
        {
            RobomimicWriter.Write(store, file, new RobomimicExportOptions());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Resume(string folder)
    {
        using var writer = EpisodeStoreWriter.OpenOrCreate(folder, SeedRun.Manifest, new StoreOptions { ShardBytes = 16 << 10 });
    }

    private static byte[] Change(byte[] shard, ref CounterRandom random)
    {
        if (shard.Length < BlocksAt || random.NextInt32(6) == 0)
            return ByteMutator.Mutate(shard, [shard], ref random);
        int[] blocks = Blocks(shard);
        int at = random.NextInt32(3) == 0 || blocks.Length == 0
            ? HeaderBytes * random.NextInt32(2)
            : blocks[random.NextInt32(blocks.Length)];
        Span<byte> head = shard.AsSpan(at, Math.Min(at < BlocksAt ? 80 : BlockBytes, shard.Length - at));
        if (random.NextInt32(3) == 0)
            ByteMutator.MutateInPlace(shard.AsSpan(at), ref random);
        else
            ByteMutator.WriteInteger(head, random.NextInt32(head.Length), ref random);
        return shard;
    }

    // Right hashes say that nothing fell over by accident: hostile files have them.
    private static void Repair(byte[] shard)
    {
        for (int copy = 0; copy < 2 && shard.Length >= BlocksAt; copy++)
        {
            Span<byte> page = shard.AsSpan(copy * HeaderBytes, HeaderBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(page[4088..], XxHash3.HashToUInt64(page[..4088]));
        }

        foreach (int at in Blocks(shard))
        {
            Span<byte> head = shard.AsSpan(at, BlockBytes);
            long length = BinaryPrimitives.ReadInt64LittleEndian(head[32..]);
            if (length >= 0 && length <= shard.Length - at - BlockBytes)
                BinaryPrimitives.WriteUInt64LittleEndian(head[40..], XxHash3.HashToUInt64(shard.AsSpan(at + BlockBytes, (int)length)));
            BinaryPrimitives.WriteUInt64LittleEndian(head[56..], XxHash3.HashToUInt64(head[..56]));
        }
    }

    private static int[] Blocks(byte[] shard)
    {
        var blocks = new List<int>();
        for (int at = BlocksAt; at + BlockBytes <= shard.Length; at += BlockBytes)
        {
            if (shard.AsSpan(at).StartsWith("IBLK"u8))
                blocks.Add(at);
        }

        return [.. blocks];
    }

    private static byte[] WithRightHash(byte[] manifest)
    {
        try
        {
            return StoreManifest.Parse(manifest, "manifest.json").ToJson();
        }
        catch (IntervenGenException)
        {
            return manifest;
        }
    }

    private static byte[] Joined(byte[] manifest, byte[] shard)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, manifest.Length);
        return [.. length, .. manifest, .. shard];
    }
}
