using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>Writes 8-bit RGB pictures as PNG.</summary>
internal static class PngWriter
{
    /// <param name="path">File to write.</param>
    /// <param name="rgb">The pixels, shape [height, width, 3], top row first.</param>
    /// <param name="width">Width of the image, pixels.</param>
    /// <param name="height">Height of the image, pixels.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    public static void Write(string path, ReadOnlySpan<byte> rgb, int width, int height, bool overwrite = false)
    {
        EpisodeStore.RequireOutside(path);
        using OutputFile output = OutputFile.Create(path, overwrite);
        output.Stream.Write(Encode(rgb, width, height));
        output.Complete();
    }

    /// <inheritdoc cref="PngPicture.Encode"/>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height) => PngPicture.Encode(rgb, width, height);
}
