using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using IntervenGen.Core;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Learning;
using IntervenGen.Learning.Robomimic;
using IntervenGen.Learning.TorchScript;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Reads a checkpoint of robomimic, and makes a policy of what is accepted and asks it for an action.</summary>
internal sealed class TorchFileTarget(string place) : FuzzTarget
{
    private static readonly EpisodeKey s_key = new(1, SceneSplit.Source, 0, false);

    public override string Name => "torch-file";

    public override bool Run(byte[] input)
    {
        string path = Path.Combine(place, "policy.pth");
        File.WriteAllBytes(path, input);
        try
        {
            // Whether it is a program is asked first, of every file.
            if (TorchScriptFile.IsLikely(path))
                _ = TorchScriptFile.Read(path).Digest;
            var checkpoint = RobomimicCheckpoint.Load(path);
            _ = checkpoint.Digest;
            TaskSpec spec = SeedRun.Spec with { Observations = checkpoint.Observations, ActionSize = checkpoint.ActionSize };
            using IBatchPolicy policy = RobomimicPolicies.Create(checkpoint, spec, new RecurrentPolicyOptions());
            using IPolicySession session = policy.CreateSession(1);
            session.Begin(0, s_key);
            session.Infer([0]);
            return true;
        }
        finally
        {
            File.Delete(path);
        }
    }

    protected override IEnumerable<byte[]> MakeSeeds() => CorpusFiles.Of("torch-file");

    /// <remarks>Half of the inputs are changed in one entry, and the zip around it is made right again: a sum stops all others early.</remarks>
    protected override byte[] Mutate(byte[] seed, ref CounterRandom random)
    {
        if (random.NextInt32(2) == 0)
            return ByteMutator.Mutate(seed, Seeds, ref random);
        List<(string Name, byte[] Content)> entries = Entries(seed);
        // The pickle is where there is most to go wrong.
        int chosen = random.NextInt32(4) > 0
            ? entries.FindIndex(entry => entry.Name.EndsWith("data.pkl", StringComparison.Ordinal))
            : random.NextInt32(entries.Count);
        entries[chosen] = (entries[chosen].Name, ByteMutator.Mutate(entries[chosen].Content, [entries[chosen].Content], ref random));
        return Zip(entries);
    }

    private static List<(string Name, byte[] Content)> Entries(byte[] seed)
    {
        using var zip = new ZipArchive(new MemoryStream(seed));
        var entries = new List<(string, byte[])>();
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream stream = entry.Open();
            byte[] content = new byte[entry.Length];
            stream.ReadExactly(content);
            entries.Add((entry.FullName, content));
        }

        return entries;
    }

    // By hand and without a time, so that an input is the same whenever it is made.
    private static byte[] Zip(List<(string Name, byte[] Content)> entries)
    {
        using var body = new MemoryStream();
        using var directory = new MemoryStream();
        foreach ((string name, byte[] content) in entries)
        {
            byte[] local = new byte[30 + name.Length], central = new byte[46 + name.Length];
            BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034B50);
            BinaryPrimitives.WriteUInt32LittleEndian(local.AsSpan(14), Crc32.HashToUInt32(content));
            BinaryPrimitives.WriteInt32LittleEndian(local.AsSpan(18), content.Length);
            BinaryPrimitives.WriteInt32LittleEndian(local.AsSpan(22), content.Length);
            BinaryPrimitives.WriteInt16LittleEndian(local.AsSpan(26), (short)name.Length);
            System.Text.Encoding.ASCII.GetBytes(name, local.AsSpan(30));
            BinaryPrimitives.WriteUInt32LittleEndian(central, 0x02014B50);
            local.AsSpan(4, 26).CopyTo(central.AsSpan(6));
            BinaryPrimitives.WriteInt32LittleEndian(central.AsSpan(42), (int)body.Length);
            local.AsSpan(30).CopyTo(central.AsSpan(46));
            body.Write(local);
            body.Write(content);
            directory.Write(central);
        }

        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteInt16LittleEndian(end.AsSpan(8), (short)entries.Count);
        BinaryPrimitives.WriteInt16LittleEndian(end.AsSpan(10), (short)entries.Count);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(12), (int)directory.Length);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(16), (int)body.Length);
        return [.. body.ToArray(), .. directory.ToArray(), .. end];
    }
}
