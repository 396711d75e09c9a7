using IntervenGen.Core;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>The start of a file: its signature, and where the root group's header lies.</summary>
internal static class Superblock
{
    private const int WordBytes = 8;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Finds the superblock, sets where addresses count from, and returns the address of the root group's header.</summary>
    /// <exception cref="EpisodeFormatException">It is no HDF5 file, or of a kind that is not read.</exception>
    public static long Open(FileBytes file)
    {
        // The specification lets it start at 0, 512, 1024, 2048, …: what comes before is the user's.
        for (long at = 0; at <= file.Length - 16; at = at == 0 ? 512 : at * 2)
        {
            file.Origin = 0;
            if (file.Read(at, Signature.Length, "signature").AsSpan().SequenceEqual(Signature))
                return Read(file, at);
        }

        throw new EpisodeFormatException($"'{file.Path}' is not an HDF5 file: {Describe(file)}");
    }

    private static long Read(FileBytes file, long at)
    {
        ByteCursor cursor = file.Cursor(at, Math.Min(128, file.Length - at), "superblock");
        cursor.Skip(Signature.Length);
        byte version = cursor.Byte();
        if (version is 2 or 3)
        {
            RequireWords(file, cursor.Byte(), cursor.Byte());
            cursor.Skip(1);
            // The base address: a user block put in front later leaves the old one, so where the signature is counts.
            cursor.Skip(WordBytes);
            file.Origin = at;
            cursor.Skip(2 * WordBytes);
            long root = cursor.Address();
            cursor.Checksum();
            return root;
        }

        if (version > 1)
            throw file.Unsupported("superblock", $"version {version} is newer than what is read here (up to 3)");
        cursor.Skip(4);
        RequireWords(file, cursor.Byte(), cursor.Byte());
        // Leaf and internal sizes of groups and the consistency flags; version 1 adds the size of chunk indices.
        cursor.Skip(version == 0 ? 9 : 13);
        // Base address, free space, end of file, driver block, and the name of the root's link.
        cursor.Skip(5 * WordBytes);
        file.Origin = at;
        return cursor.Address();
    }

    private static void RequireWords(FileBytes file, byte offsetBytes, byte lengthBytes)
    {
        if (offsetBytes != WordBytes || lengthBytes != WordBytes)
            throw file.Unsupported(
                "superblock", $"addresses of {offsetBytes} and lengths of {lengthBytes} bytes; {WordBytes} are read, as every usual " +
                "program writes them");
    }

    private static string Describe(FileBytes file)
    {
        byte[] start = file.Read(0, Math.Min(file.Length, 64), "start");
        return start.Length == 0 ? "it is empty"
            : start.AsSpan().StartsWith("version https://git-lfs"u8)
                ? "it is a Git LFS pointer, which names the real file without holding it; fetch that with 'git lfs pull'"
            : start.AsSpan().StartsWith("PK\x03\x04"u8) ? "it is a zip archive; unpack it first"
            : start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? "it is compressed with gzip; unpack it first with gunzip"
            : start.AsSpan().StartsWith("<"u8) ? "it is a web page or XML, perhaps in place of a download"
            : "its signature is missing";
    }
}
