using System.Buffers.Binary;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Learning.Torch;

/// <summary>Edits the list of symbol versions that an x86-64 ELF library needs (System V ABI, <c>.gnu.version_r</c>).</summary>
internal static class ElfVersionNeeds
{
    private const uint VersionNeeds = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Marks a needed version as weak: the dynamic linker then loads the library even where no library provides the version.
    /// Symbols of that version must never be called there.</summary>
    /// <param name="library">The file's bytes; changed in place.</param>
    /// <param name="version">Such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Number of entries that were marked; 0 if the version is not needed.</returns>
    /// <exception cref="EpisodeFormatException">The bytes are no 64-bit little-endian ELF file, or an offset leads out of it.</exception>
    public static int Weaken(Span<byte> library, string version)
    {
        try
        {
            return WeakenUnchecked(library, version);
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new EpisodeFormatException("an ELF library's list of versions leads out of the file", exception);
        }
    }

    private static int WeakenUnchecked(Span<byte> library, string version)
    {
        if (!library.StartsWith((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new EpisodeFormatException("this is no 64-bit little-endian ELF library");
        int sections = Offset(library, 40), size = Short(library, 58), count = Short(library, 60), marked = 0;
        for (int i = 0; i < count; i++)
        {
            Span<byte> section = library[(sections + (i * size))..];
            if (Word(section, 4) != VersionNeeds)
                continue;
            int strings = Offset(library, sections + (checked((int)Word(section, 40)) * size) + 24);
            marked += WeakenSection(library, Offset(section, 24), strings, checked((int)Word(section, 44)), version);
        }

        return marked;
    }

    // One entry a library, and below it one a version; either list is linked by relative offsets.
    private static int WeakenSection(Span<byte> library, int need, int strings, int libraries, string version)
    {
        int marked = 0;
        for (int i = 0; i < libraries; i++)
        {
            int versions = Short(library, need + 2), entry = need + checked((int)Word(library, need + 8));
            for (int k = 0; k < versions; k++)
            {
                ReadOnlySpan<byte> name = library[(strings + checked((int)Word(library, entry + 8)))..];
                if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) == version)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(library[(entry + 4)..], (ushort)(Short(library, entry + 4) | WeakFlag));
                    marked++;
                }

                entry += checked((int)Word(library, entry + 12));
            }

            need += checked((int)Word(library, need + 12));
        }

        return marked;
    }

    private static int Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static int Offset(ReadOnlySpan<byte> bytes, int at) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
}
