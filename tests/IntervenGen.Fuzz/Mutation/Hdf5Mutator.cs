using System.Buffers.Binary;
using System.Text;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Mutation;

/// <summary>Changes HDF5 files where their structure is, and makes half of the checksums right again.</summary>
internal static class Hdf5Mutator
{
    private const int MaxChanges = 4, HeadBytes = 96, SmallBytes = 32 << 10, MaxSummed = 1200;

    private static readonly byte[][] s_signatures =
    [
        .. "\u0089HDF OHDR OCHK BTHD BTLF BTIN FRHP FHIB FHDB FAHD FADB EAHD TREE SNOD HEAP GCOL".Split(' ')
            .Select(Encoding.Latin1.GetBytes),
    ];

    private static readonly byte[] s_manifestStart = Encoding.ASCII.GetBytes("{\n  \"format\"");
    private static readonly Dictionary<byte[], Place[]> s_places = [];

    /// <summary>Small files more often: they are read in a fraction of the time.</summary>
    public static int PickSmall(IReadOnlyList<byte[]> seeds, ref CounterRandom random)
    {
        int picked = random.NextInt32(seeds.Count);
        for (int tries = 0; tries < 3 && seeds[picked].Length > SmallBytes; tries++)
            picked = random.NextInt32(seeds.Count);
        return picked;
    }

    public static byte[] Mutate(byte[] seed, IReadOnlyList<byte[]> all, ref CounterRandom random)
    {
        switch (random.NextInt32(8))
        {
            case 0:
                return ByteMutator.Mutate(seed, all, ref random);
            case 1 when WithOtherManifest(seed, ref random) is { } changed:
                return changed;
        }

        byte[] bytes = [.. seed];
        Place[] places = Places(seed);
        int changes = 1 + random.NextInt32(MaxChanges);
        for (int i = 0; i < changes; i++)
        {
            int at = places.Length == 0 ? 0 : places[random.NextInt32(places.Length)].At;
            Span<byte> head = bytes.AsSpan(at, Math.Min(HeadBytes, bytes.Length - at));
            if (random.NextInt32(3) == 0)
                ByteMutator.WriteInteger(head, random.NextInt32(head.Length), ref random);
            else
                ByteMutator.MutateInPlace(random.NextInt32(4) == 0 ? bytes : head, ref random);
        }

        // Where checksums are wrong nothing behind them is reached.
        if (random.NextInt32(4) > 0)
            Repair(bytes, places);
        return bytes;
    }

    private static Place[] Places(byte[] seed)
    {
        if (s_places.TryGetValue(seed, out Place[]? known))
            return known;
        var places = new List<Place>();
        for (int at = 0; at + 16 <= seed.Length; at++)
        {
            ReadOnlySpan<byte> here = seed.AsSpan(at);
            if (at % 8 == 0 && IsOldHeader(here))
                places.Add(new Place(at, 0));
            else if (IsStructure(here))
                places.Add(new Place(at, SummedBytes(here)));
        }

        return s_places[seed] = [.. places];
    }

    // No signature, but a version of 1, a zero, a small number of messages and one of references.
    private static bool IsOldHeader(ReadOnlySpan<byte> here) =>
        here[0] == 1 && here[1] == 0 && here[2] is > 0 and < 64 && here[3] == 0 && here[4] is > 0 and < 8;

    private static bool IsStructure(ReadOnlySpan<byte> here)
    {
        foreach (byte[] signature in s_signatures)
        {
            if (here.StartsWith(signature))
                return true;
        }

        return false;
    }

    // In a seed every checksum is right: the length at which one follows is the structure's, whatever its kind. 0 if there is none.
    private static int SummedBytes(ReadOnlySpan<byte> here)
    {
        for (int length = 12; length + 4 <= here.Length && length < MaxSummed; length++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(here[length..]) is not 0 and var stored && stored == Lookup3.Hash(here[..length]))
                return length;
        }

        return 0;
    }

    private static void Repair(byte[] bytes, Place[] places)
    {
        foreach (Place place in places)
        {
            Span<byte> here = bytes.AsSpan(place.At);
            // A header may have been given another size.
            int length = here.StartsWith("OHDR"u8) && place.Summed > 0 ? HeaderLength(here) : place.Summed;
            if (length > 0)
                BinaryPrimitives.WriteUInt32LittleEndian(here[length..], Lookup3.Hash(here[..length]));
        }
    }

    // Flags say how wide the size of the first block is and what lies before it.
    private static int HeaderLength(ReadOnlySpan<byte> here)
    {
        if (here.Length < 64)
            return 0;
        int flags = here[5], at = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        long size = (flags & 3) switch
        {
            0 => here[at],
            1 => BinaryPrimitives.ReadUInt16LittleEndian(here[at..]),
            2 => BinaryPrimitives.ReadUInt32LittleEndian(here[at..]),
            _ => 0,
        };
        long length = at + (1 << (flags & 3)) + size;
        return length + 4 <= here.Length ? (int)length : 0;
    }

    // An own export carries the store's manifest as a text: another one of the same length.
    private static byte[]? WithOtherManifest(byte[] seed, ref CounterRandom random)
    {
        int start = seed.AsSpan().IndexOf(s_manifestStart);
        if (start < 0)
            return null;
        int length = seed.AsSpan(start).IndexOf((byte)0);
        if (length <= 0)
            return null;
        byte[] manifest = seed[start..(start + length)], changed = JsonMutator.Mutate(manifest, [manifest], ref random);
        if (changed.Length > length)
            return null;
        byte[] bytes = [.. seed];
        bytes.AsSpan(start, length).Fill((byte)' ');
        changed.CopyTo(bytes, start);
        return bytes;
    }

    /// <summary>A structure: where it lies, and how many bytes its checksum is of, 0 without one.</summary>
    private readonly record struct Place(int At, int Summed);
}
