using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests;

public sealed class DamageTests : IDisposable
{
    private const string Shard = "shard-00000.bin";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_store_verifies_with_its_counts_and_digest()
    {
        string path = _folder.Write(30);
        StoreVerification result = EpisodeStoreVerifier.Verify(path);
        Assert.True(result.IsGood, result.FirstFault?.ToString());
        Assert.Equal(30, result.GoodBlocks);
        Assert.Equal(0, result.BadBlocks);
        using var store = EpisodeStore.Open(path);
        Assert.Equal(store.Count, result.Episodes);
        Assert.Equal(store.StepCount, result.Steps);
        Assert.Equal(store.ComputeDigest(), result.Digest);
        Assert.Equal(Directory.GetFiles(path, "*.bin").Sum(file => new FileInfo(file).Length), result.Bytes);
    }

    [Theory]
    [InlineData(long.MaxValue - 7)]
    [InlineData(long.MinValue)]
    [InlineData(-8)]
    [InlineData(1L << 40)]
    public void A_payload_of_an_impossible_length_is_damage_whatever_its_hash(long length)
    {
        string path = _folder.Write(3), shard = Path.Combine(path, "shard-00000.bin");
        byte[] bytes = File.ReadAllBytes(shard);
        Span<byte> block = bytes.AsSpan(8192, 64);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(block[32..], length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(block[56..], System.IO.Hashing.XxHash3.HashToUInt64(block[..56]));
        File.WriteAllBytes(shard, bytes);
        Assert.Contains("payload length", Assert.Throws<EpisodeFormatException>(() => EpisodeStore.Open(path)).Message, StringComparison.Ordinal);
        Assert.Contains(EpisodeStoreVerifier.Verify(path).Faults, fault => fault.ToString().Contains("payload length", StringComparison.Ordinal));
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_found()
    {
        string path = _folder.Write(30);
        var random = new CounterRandom(1, 2, 3);
        foreach (string file in Directory.GetFiles(path).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            byte[] sound = File.ReadAllBytes(file);
            bool isManifest = file.EndsWith(".json", StringComparison.Ordinal);
            int flips = isManifest ? sound.Length : 250;
            for (int i = 0; i < flips; i++)
            {
                int offset = isManifest ? i : random.NextInt32(sound.Length);
                int bit = random.NextInt32(8);
                Flip(file, offset, bit);
                StoreVerification result = EpisodeStoreVerifier.Verify(path);
                Assert.False(result.IsGood, $"{file}, offset {offset}, bit {bit}");
                Assert.Equal(file, result.FirstFault!.File);
                Flip(file, offset, bit);
            }

            Assert.Equal(sound, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public void Every_bit_of_headers_and_padding_is_covered()
    {
        string path = _folder.Write(2);
        string file = Path.Combine(path, "shard-00000.bin");
        int length = (int)new FileInfo(file).Length;
        // Both header copies up to their fields' end, their hashes, the last attempt's block header and the padding before it.
        foreach (int offset in Enumerable.Range(0, 80).Concat(Enumerable.Range(4080, 100)).Concat(Enumerable.Range(8184, 80)).Concat(Enumerable.Range(length - 128, 128)))
        {
            Flip(file, offset, offset % 8);
            Assert.False(EpisodeStoreVerifier.Verify(path).IsGood, $"offset {offset}");
            Flip(file, offset, offset % 8);
        }

        Assert.True(EpisodeStoreVerifier.Verify(path).IsGood);
    }

    [Fact]
    public void A_damaged_payload_is_named_with_file_offset_and_both_hashes()
    {
        using var store = EpisodeStore.Open(WithDamagedPayload());
        EpisodeFormatException exception = Assert.Throws<EpisodeFormatException>(() => store.Read(0));
        Assert.Matches(
            "'.*shard-00000.bin', offset 8256: payload hash 0x[0-9a-f]{16}, expected 0x[0-9a-f]{16}: .*damaged", exception.Message);
    }

    [Fact]
    public void Beside_a_damaged_payload_the_other_attempts_are_read()
    {
        using var store = EpisodeStore.Open(WithDamagedPayload());
        Assert.NotNull(store.Read(1));
    }

    [Fact]
    public void A_damaged_payload_is_counted_by_the_verifier()
    {
        StoreVerification result = EpisodeStoreVerifier.Verify(WithDamagedPayload());
        Assert.Equal((11, 1), (result.GoodBlocks, result.BadBlocks));
        Assert.Equal(8256, result.FirstFault!.Offset);
        Assert.Null(result.Digest);
    }

    [Fact]
    public void Behind_a_destroyed_block_header_the_other_attempts_are_still_counted()
    {
        string path = _folder.Write(30);
        Flip(Path.Combine(path, "shard-00001.bin"), 8192 + 20, 1);
        StoreVerification result = EpisodeStoreVerifier.Verify(path);
        Assert.Equal((29, 1), (result.GoodBlocks, result.BadBlocks));
        Assert.Equal(8192, result.FirstFault!.Offset);
        Assert.Contains("damaged", Assert.Throws<EpisodeFormatException>(() => EpisodeStore.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_destroyed_header_copy_does_not_keep_a_store_from_opening()
    {
        foreach (int copy in new[] { 0, 1 })
        {
            string path = _folder.Write(30, name: $"{copy}.igen");
            foreach (string file in Directory.GetFiles(path, "*.bin"))
            {
                using var stream = new FileStream(file, FileMode.Open);
                stream.Position = copy * 4096;
                stream.Write(new byte[4096]);
            }

            if (copy == 0)
                Assert.False(EpisodeStoreVerifier.Verify(path).IsGood);
            string why = Record.Exception(() => TemporaryFolder.AssertHolds(path, 30))?.Message ?? "";
            Assert.Equal("", why);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_store_cut_at_any_64_byte_boundary_opens_or_says_why(bool complete)
    {
        string path = _folder.Write(8, complete);
        string file = Directory.GetFiles(path, "*.bin").Order(StringComparer.Ordinal).Last();
        byte[] sound = File.ReadAllBytes(file);
        for (int length = sound.Length - 64; length >= 0; length -= 64)
        {
            File.WriteAllBytes(file, sound[..length]);
            EpisodeFormatException exception = Assert.Throws<EpisodeFormatException>(() => EpisodeStore.Open(path));
            Assert.Contains(Path.GetFileName(file), exception.Message, StringComparison.Ordinal);
            Assert.Contains($"{length}", exception.Message, StringComparison.Ordinal);
            StoreVerification result = EpisodeStoreVerifier.Verify(path);
            Assert.False(result.IsGood);
        }
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        string path = _folder.Write(30);
        File.Delete(Path.Combine(path, "shard-00001.bin"));
        Assert.Contains("shard-00001.bin", Assert.Throws<EpisodeFormatException>(() => EpisodeStore.Open(path)).Message, StringComparison.Ordinal);
        Assert.False(EpisodeStoreVerifier.Verify(path).IsGood);
    }

    [Fact]
    public void A_missing_last_shard_of_a_complete_store_is_noticed()
    {
        string path = _folder.Write(30);
        File.Delete(Directory.GetFiles(path, "*.bin").Order(StringComparer.Ordinal).Last());
        Assert.Contains("attempts", Assert.Throws<EpisodeFormatException>(() => EpisodeStore.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_store_is_called_so() => Assert.Contains(
        "this is not an episode store", Message(Shard, bytes => bytes.AsSpan(0, 8192).Fill(0x41)), StringComparison.Ordinal);

    [Fact]
    public void A_store_of_a_newer_version_is_called_so() =>
        Assert.Contains("newer version", Message(Shard, bytes => bytes[8] = bytes[4096 + 8] = 2), StringComparison.Ordinal);

    [Fact]
    public void A_store_with_both_headers_damaged_is_called_so() =>
        Assert.Contains("is damaged", Message(Shard, bytes => bytes[20] = bytes[4096 + 20] = 99), StringComparison.Ordinal);

    [Fact]
    public void A_folder_that_is_missing_or_a_file_is_one_line_for_the_user()
    {
        Assert.Contains("does not exist", Assert.Throws<UsageException>(() => EpisodeStore.Open(_folder["none.igen"])).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder["file.igen"], "");
        Assert.Contains("is a file", Assert.Throws<UsageException>(() => EpisodeStore.Open(_folder["file.igen"])).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["empty.igen"]);
        Assert.Contains("not an episode store", Assert.Throws<EpisodeFormatException>(() => EpisodeStore.Open(_folder["empty.igen"])).Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => EpisodeStoreVerifier.Verify(_folder["none.igen"]));
    }

    private static void Flip(string file, int offset, int bit)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.Position = offset;
        int value = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(value ^ (1 << bit)));
    }

    private string WithDamagedPayload()
    {
        string path = _folder.Write(12);
        Flip(Path.Combine(path, Shard), 8192 + 64 + 100, 3);
        return path;
    }

    private string Message(string file, Action<byte[]> damage)
    {
        string path = _folder.Write(2);
        byte[] bytes = File.ReadAllBytes(Path.Combine(path, file));
        damage(bytes);
        File.WriteAllBytes(Path.Combine(path, file), bytes);
        string message = Assert.Throws<EpisodeFormatException>(() => EpisodeStore.Open(path)).Message;
        Directory.Delete(path, recursive: true);
        return message;
    }
}
