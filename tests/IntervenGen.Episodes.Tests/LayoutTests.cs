using System.Buffers.Binary;
using System.IO.Hashing;
using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

/// <summary>The README's tables, byte by byte, written without the code under test.</summary>
public sealed class LayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_shard_header_has_its_literal_offsets()
    {
        byte[] bytes = Shard(3);
        ReadOnlySpan<byte> page = bytes.AsSpan(0, 4096); // three blocks: sequence 4, copy 0
        Assert.True(page[..8].SequenceEqual("IGENSHRD"u8));
        int[] expected = [1, 1, 8 * ((40 + 224 + 68 + 148 + 7) / 8), 5, 2, 10, 7, 0];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], BinaryPrimitives.ReadInt32LittleEndian(page[(8 + (4 * i))..]));
        Assert.Equal(4, BinaryPrimitives.ReadInt64LittleEndian(page[40..]));
        Assert.Equal(bytes.Length, BinaryPrimitives.ReadInt64LittleEndian(page[48..]));
        Assert.Equal(3, BinaryPrimitives.ReadInt64LittleEndian(page[56..]));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(page[64..]));
        Assert.Equal(-1, page[72..4088].IndexOfAnyExcept((byte)0));
        Assert.Equal(XxHash3.HashToUInt64(page[..4088]), BinaryPrimitives.ReadUInt64LittleEndian(page[4088..]));
        Assert.Equal(3, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(4096 + 40)));
    }

    [Fact]
    public void A_block_has_its_literal_offsets()
    {
        byte[] bytes = Shard(3);
        var episode = new EpisodeBuffer(new EpisodeLayout(SampleRun.Spec), SampleRun.Spec.Horizon);
        SampleRun.Fill(episode, 0);
        ReadOnlySpan<byte> block = bytes.AsSpan(8192);
        Assert.True(block[..4].SequenceEqual("IBLK"u8));
        Assert.Equal((byte[])[1, 0, 0, 1], block[4..8].ToArray());
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(block[8..]));
        Assert.Equal(episode.Count, BinaryPrimitives.ReadInt32LittleEndian(block[16..]));
        Assert.Equal(episode.Count / 2, BinaryPrimitives.ReadInt32LittleEndian(block[20..]));
        Assert.Equal(-1, BinaryPrimitives.ReadInt32LittleEndian(block[24..]));
        Assert.Equal(0, BinaryPrimitives.ReadInt32LittleEndian(block[28..]));
        Assert.Equal(episode.Bytes.Length, BinaryPrimitives.ReadInt64LittleEndian(block[32..]));
        Assert.Equal(XxHash3.HashToUInt64(episode.Bytes), BinaryPrimitives.ReadUInt64LittleEndian(block[40..]));
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(block[48..]));
        Assert.Equal(XxHash3.HashToUInt64(block[..56]), BinaryPrimitives.ReadUInt64LittleEndian(block[56..]));
        Assert.True(episode.Bytes.SequenceEqual(block.Slice(64, episode.Bytes.Length)));

        // The second attempt keeps no steps: 64 bytes, reason and end of a failure.
        int second = 64 + ((episode.Bytes.Length + 63) / 64 * 64);
        Assert.Equal((byte[])[1, 2, 3, 0], block[(second + 4)..(second + 8)].ToArray());
        Assert.True(block[(second + 64)..].StartsWith("IBLK"u8));
    }

    [Fact]
    public void The_step_size_follows_the_readme()
    {
        Assert.Equal(1000, new EpisodeLayout(60, 2, 30, 7).Stride);
        for (int i = 1; i < 50; i++)
        {
            var layout = new EpisodeLayout(i, i % 4, i + 3, 1 + (i % 7));
            int bytes = (8 * i) + (112 * (i % 4)) + (4 * (i + 3 + 1 + (i % 7))) + 148;
            Assert.Equal((bytes + 7) / 8 * 8, layout.Stride);
        }
    }

    private byte[] Shard(int attempts) => File.ReadAllBytes(Path.Combine(_folder.Write(attempts), "shard-00000.bin"));
}
