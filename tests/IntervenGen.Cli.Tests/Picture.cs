using System.Buffers.Binary;

namespace IntervenGen.Cli.Tests;

/// <summary>Looks at what was drawn.</summary>
internal static class Picture
{
    public static void AssertPng(string path, int width, int height)
    {
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8]);
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)));
        Assert.Equal(height, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
        Assert.Equal<byte>([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], bytes[^12..]);
    }

    public static void AssertFilm(string path) => Assert.Equal("ftyp"u8.ToArray(), File.ReadAllBytes(path)[4..8]);
}
