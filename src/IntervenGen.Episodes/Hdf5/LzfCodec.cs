namespace IntervenGen.Episodes.Hdf5;

/// <summary>The LZF format, which h5py writes for <c>compression="lzf"</c>.</summary>
internal static class LzfCodec
{
    private const int LiteralLimit = 32, LongLength = 7;

    /// <summary>Unpacks a stream; null if it is broken or does not come to the size.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="size">Bytes that it holds.</param>
    public static byte[]? TryDecode(ReadOnlySpan<byte> source, int size)
    {
        byte[] target = new byte[size];
        int from = 0, to = 0;
        while (from < source.Length)
        {
            int control = source[from++];
            if (control < LiteralLimit)
            {
                int count = control + 1;
                if (count > source.Length - from || count > size - to)
                    return null;
                source.Slice(from, count).CopyTo(target.AsSpan(to));
                from += count;
                to += count;
                continue;
            }

            int length = control >> 5;
            if (length == LongLength && from < source.Length)
                length += source[from++];
            if (from >= source.Length)
                return null;
            int back = to - ((control & 0x1f) << 8) - source[from++] - 1;
            length += 2;
            if (back < 0 || length > size - to)
                return null;
            // Byte by byte: a match may reach into what it is just writing.
            for (int i = 0; i < length; i++)
                target[to++] = target[back++];
        }

        return to == size ? target : null;
    }
}
