using IntervenGen.Episodes;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Imports a file of demonstrations into a store: one of our own exports, or one of others.</summary>
internal sealed class ImportTarget(string place) : FuzzTarget
{
    private static readonly StoreVersions s_versions = new("0.1.0", "2.2.2");

    public override string Name => "hdf5-import";

    public override bool Run(byte[] input)
    {
        string path = Path.Combine(place, "input.hdf5"), store = Path.Combine(place, "out.igen");
        File.WriteAllBytes(path, input);
        try
        {
            _ = RobomimicReader.Import(path, SeedRun.Spec, store, s_versions);
        }
        finally
        {
            File.Delete(path);
        }

        // What was taken in is a store like any other.
        StoreVerification verification = EpisodeStoreVerifier.Verify(store);
        Directory.Delete(store, recursive: true);
        return verification.IsGood ? true : throw new DefectException($"the imported store is damaged: {verification.FirstFault}");
    }

    protected override IEnumerable<byte[]> MakeSeeds() =>
        [.. CorpusFiles.Of("hdf5", "accepted-*"), .. CorpusFiles.Of("hdf5", "import-*")];

    protected override int WellFormed => 6;

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random) => Hdf5Mutator.Mutate(seed, Seeds, ref random);
}
