using System.Text;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Reads a store's manifest, then opens and verifies a store of it alone, with its hash made right.</summary>
internal sealed class ManifestTarget(string place) : FuzzTarget
{
    public override string Name => "manifest";

    public override bool Run(byte[] input)
    {
        StoreManifest manifest = StoreManifest.Parse(input, "manifest.json");
        byte[] written = manifest.ToJson(), again = StoreManifest.Parse(written, "manifest.json").ToJson();
        if (!again.AsSpan().SequenceEqual(written))
            throw new DefectException($"written in two ways:\n{Encoding.UTF8.GetString(written)}\n{Encoding.UTF8.GetString(again)}");
        if (manifest.CreateLayout().Stride <= 0)
            throw new DefectException($"a step of {manifest.CreateLayout().Stride} bytes");
        Open(written);
        return true;
    }

    protected override int WellFormed => 2;

    protected override IEnumerable<byte[]> MakeSeeds() =>
    [
        SeedRun.Manifest.ToJson(),
        (SeedRun.Manifest with { Totals = new StoreTotals(0, 0, 0, 0, new string('0', 32)), ShardBytes = 16 << 10 }).ToJson(),
        .. CorpusFiles.Of("manifest"),
    ];

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random) => JsonMutator.Mutate(seed, Seeds, ref random);

    private void Open(byte[] manifest)
    {
        string folder = Directory.CreateDirectory(Path.Combine(place, "run.igen")).FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "manifest.json"), manifest);
            _ = EpisodeStoreVerifier.Verify(folder);
            using var store = EpisodeStore.Open(folder);
            _ = store.ComputeDigest();
        }
        catch (IntervenGenException)
        {
            // Without shards only a manifest without attempts opens; how it is refused is what counts.
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
