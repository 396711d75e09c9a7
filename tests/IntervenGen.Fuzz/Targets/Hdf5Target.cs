using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Fuzz.Mutation;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Opens an HDF5 file and reads every group, array and attribute.</summary>
internal sealed class Hdf5Target(string place) : FuzzTarget
{
    // Links may go round in circles, which the reader of a whole file has to bound.
    private const int MaxDepth = 5, MaxObjects = 2000;

    private static readonly string[] s_attributes =
        ["model_file", "num_samples", "total", "env_args", "attribute 1", "attribute 19", "long", "manifest", "text"];

    private int _objects, _complaints, _read;

    public override string Name => "hdf5";

    public override bool Run(byte[] input)
    {
        string path = Path.Combine(place, "input.hdf5");
        File.WriteAllBytes(path, input);
        try
        {
            (_objects, _complaints, _read) = (0, 0, 0);
            using Hdf5Reader file = Hdf5Reader.Open(path);
            Walk(file.Root, 0);
            return _complaints == 0 && _read > 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    protected override IEnumerable<byte[]> MakeSeeds() => CorpusFiles.Of("hdf5");

    protected override int Pick(long iteration, ref CounterRandom random) => Hdf5Mutator.PickSmall(Seeds, ref random);

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random) => Hdf5Mutator.Mutate(seed, Seeds, ref random);

    private void Walk(Hdf5ReaderGroup group, int depth)
    {
        foreach (string name in s_attributes)
        {
            bool isText = Try(() => _read += group.TryReadText(name) is null ? 0 : 1);
            if (!isText && !Try(() => _read += group.TryReadInteger(name) is null ? 0 : 1))
                _complaints++;
        }

        foreach (string name in group.Names())
        {
            if (++_objects > MaxObjects)
                return;
            Hdf5ReaderGroup? inner = null;
            Try(() => inner = depth < MaxDepth ? group.TryOpenGroup(name) : null);
            if (inner is not null)
                Walk(inner, depth + 1);
            else
                ReadArray(group, name);
        }
    }

    private void ReadArray(Hdf5ReaderGroup group, string name)
    {
        Try(() => group.ReadArray<byte>(name, out _));
        if (Try(() => group.ReadArray<double>(name, out _)) || Try(() => group.ReadStrings(name)))
            _read++;
        else
            _complaints++;
    }

    // What is refused inside a file must not keep the rest from being looked at.
    private static bool Try(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (IntervenGenException)
        {
            return false;
        }
    }
}
