using IntervenGen.Fuzz.Mutation;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz;

/// <summary>A parser of foreign bytes, with inputs to begin from and a way to change them.</summary>
/// <remarks>One thread. Made once per process; what it opens it keeps until it is disposed of.</remarks>
internal abstract class FuzzTarget : IDisposable
{
    private const uint Stream = 1;

    private IReadOnlyList<byte[]>? _seeds;

    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Inputs to begin from: the first is one that is accepted. The same in every process.</summary>
    public IReadOnlyList<byte[]> Seeds => _seeds ??= [.. MakeSeeds()];

    /// <summary>Input <paramref name="iteration"/> of a seed: first the seeds as they are, then changed ones.</summary>
    /// <remarks>Depends on nothing else.</remarks>
    public byte[] Input(ulong seed, long iteration)
    {
        if (iteration < Seeds.Count)
            return Seeds[(int)iteration];
        var random = new CounterRandom(seed, (ulong)iteration, Stream);
        return Mutate(Seeds[Pick(iteration, ref random)], ref random);
    }

    /// <summary>Gives an input to the parser.</summary>
    /// <returns>Whether it was taken; false where the parser refuses by a result instead of by an exception.</returns>
    /// <exception cref="Core.IntervenGenException">The parser refused.</exception>
    public abstract bool Run(byte[] input);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    protected abstract IEnumerable<byte[]> MakeSeeds();

    /// <summary>How many of the seeds, from the first on, are accepted: what comes of the others mostly fails where they do.</summary>
    protected virtual int WellFormed => Seeds.Count;

    /// <summary>Which seed an input is made of.</summary>
    protected virtual int Pick(long iteration, ref CounterRandom random) =>
        random.NextInt32(random.NextInt32(4) > 0 ? WellFormed : Seeds.Count);

    /// <summary>Changes an input; never the array itself.</summary>
    protected virtual byte[] Mutate(byte[] seed, ref CounterRandom random) => ByteMutator.Mutate(seed, Seeds, ref random);
}
