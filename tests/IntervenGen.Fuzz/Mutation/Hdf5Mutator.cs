using System.Buffers.Binary;
using System.Text;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Fuzz.Mutation;

/// <summary>Changes HDF5 files where their structure is, and makes half of the checksums right again.</summary>
internal static class Hdf5Mutator
{
    private const int MaxChanges = 4, HeadBytes = 96, SmallBytes = 32 << 10;

    // Signature and bytes up to its checksum, where that is known without reading the rest.
    private static readonly (byte[] Signature, int Length)[] s_structures =
    [
        ("OHDR"u8.ToArray(), 0), ("BTHD"u8.ToArray(), 34), ("FRHP"u8.ToArray(), 142), ("FAHD"u8.ToArray(), 24), ("EAHD"u8.ToArray(), 68),
        ("BTLF"u8.ToArray(), 0), ("BTIN"u8.ToArray(), 0), ("FADB"u8.ToArray(), 0), ("OCHK"u8.ToArray(), 0), ("FHDB"u8.ToArray(), 0), ("FHIB"u8.ToArray(), 0),
        ("TREE"u8.ToArray(), 0), ("SNOD"u8.ToArray(), 0), ("HEAP"u8.ToArray(), 0), ("GCOL"u8.ToArray(), 0), ([0x89, (byte)'H', (byte)'D', (byte)'F'], 44),
    ];

    private static readonly byte[] s_manifestStart = Encoding.ASCII.GetBytes("{\n  \"format\"");
    private static readonly Dictionary<byte[], int[]> s_places = [];

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
        int[] places = Places(seed);
        int changes = 1 + random.NextInt32(MaxChanges);
        for (int i = 0; i < changes; i++)
        {
            int at = places.Length == 0 ? 0 : places[random.NextInt32(places.Length)];
            Span<byte> head = bytes.AsSpan(at, Math.Min(HeadBytes, bytes.Length - at));
            if (random.NextInt32(3) == 0)
                ByteMutator.WriteInteger(head, random.NextInt32(head.Length), ref random);
            else
                ByteMutator.MutateInPlace(random.NextInt32(4) == 0 ? bytes : head, ref random);
        }

        if (random.NextInt32(2) == 0)
            Repair(bytes, places);
        return bytes;
    }

    // Old headers have no signature of their own; a version byte of 1 at a multiple of eight, a zero and a small count do.
    private static int[] Places(byte[] seed)
    {
        lock (s_places)
        {
            if (s_places.TryGetValue(seed, out int[]? known))
                return known;
            var places = new List<int>();
            for (int at = 0; at + 16 <= seed.Length; at++)
            {
                ReadOnlySpan<byte> here = seed.AsSpan(at);
                bool isOldHeader = at % 8 == 0 && here[0] == 1 && here[1] == 0 && here[3] == 0 && here[2] is > 0 and < 64 && here[4] is > 0 and < 8;
                if (isOldHeader || IsStructure(here))
                    places.Add(at);
            }

            return s_places[seed] = [.. places];
        }
    }

    private static bool IsStructure(ReadOnlySpan<byte> here)
    {
        foreach ((byte[] signature, int _) in s_structures)
        {
            if (here.StartsWith(signature))
                return true;
        }

        return false;
    }

    private static void Repair(byte[] bytes, int[] places)
    {
        foreach (int at in places)
        {
            Span<byte> here = bytes.AsSpan(at);
            foreach ((byte[] signature, int known) in s_structures)
            {
                if (!here.StartsWith(signature))
                    continue;
                int length = signature[0] == 'O' && signature[1] == 'H' ? HeaderLength(here) : known;
                if (length > 0 && length + 4 <= here.Length && (signature[0] != 0x89 || here[8] >= 2))
                    BinaryPrimitives.WriteUInt32LittleEndian(here[length..], Lookup3.Hash(here[..length]));
            }
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
        return length < here.Length ? (int)length : 0;
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
}
