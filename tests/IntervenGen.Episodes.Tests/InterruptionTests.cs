using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests;

/// <summary>Every state that a process can leave behind, made by hand; <see cref="KillTests"/> makes them by killing.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int Attempts = 30;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_closed_after_every_attempt_leaves_the_same_bytes_as_one_that_was_not()
    {
        string reference = _folder.Write(Attempts, name: "reference.igen");
        for (int attempt = 0; attempt <= Attempts; attempt++)
            _folder.Write(attempt, complete: attempt % 4 == 0);
        TemporaryFolder.AssertSameFiles(reference, _folder.Write(Attempts));
    }

    [Fact]
    public void Completing_again_changes_nothing()
    {
        string path = _folder.Write(Attempts);
        _folder.Copy(path, "copy.igen");
        _folder.Write(Attempts);
        using (EpisodeStoreWriter.Open(path, SampleRun.Manifest()))
            TemporaryFolder.AssertSameFiles(_folder["copy.igen"], path);
        TemporaryFolder.AssertSameFiles(_folder["copy.igen"], path);
    }

    [Fact]
    public void At_every_point_of_the_commit_the_store_opens_and_resumes_to_the_same_bytes()
    {
        string reference = _folder.Write(Attempts, name: "reference.igen");
        const int before = 2; // attempt 2 comes next: with steps, and within the first shard
        (string older, string newer) = Snapshots(before);
        Assert.Single(Directory.GetFiles(newer, "*.bin"));
        byte[] from = File.ReadAllBytes(Path.Combine(older, "shard-00000.bin"));
        byte[] to = File.ReadAllBytes(Path.Combine(newer, "shard-00000.bin"));
        int start = FirstDifference(from.AsSpan(8192), to.AsSpan(8192)) / 64 * 64 + 8192;
        int end = to.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        int header = (before + 2) % 2 * 4096;
        // Bytes already written, in the protocol's order: payload, block header, shard header.
        int payload = end - start - 64;
        Assert.True(payload > 1000);
        foreach (int done in new[] { 0, 1, 64, payload / 2, payload, payload + 4, payload + 56, payload + 63, payload + 64, payload + 100, payload + 64 + 4092 })
        {
            byte[] state = [.. from];
            Copy(to, state, start + 64, Math.Min(done, payload));
            Copy(to, state, start, Math.Clamp(done - payload, 0, 64));
            Copy(to, state, header, Math.Clamp(done - payload - 64, 0, 4096));
            string crashed = _folder.Copy(older, $"crash-{done}.igen");
            File.WriteAllBytes(Path.Combine(crashed, "shard-00000.bin"), state);

            int expected = done >= payload + 64 ? before + 1 : before;
            TemporaryFolder.AssertHolds(crashed, expected);
            using (var store = EpisodeStore.Open(crashed))
                Assert.Equal(done > 0 && done < payload + 64, store.RecoveredTail is not null);
            StoreVerification verification = EpisodeStoreVerifier.Verify(crashed);
            Assert.True(verification.IsGood, verification.FirstFault?.ToString());
            Assert.Equal(expected, verification.GoodBlocks);
            using (var writer = EpisodeStoreWriter.OpenOrCreate(crashed, SampleRun.Manifest()))
            {
                Assert.Equal(expected, writer.NextAttempt);
                if (done > 0 && done < payload + 64)
                    Assert.Matches("shard-00000.bin', offset [0-9]+: an attempt that was never finished .*; dropped", writer.RecoveredTail!);
                while (writer.NextAttempt < Attempts)
                    SampleRun.AppendTo(writer);
                writer.Complete();
            }

            TemporaryFolder.AssertSameFiles(reference, crashed);
        }
    }

    [Fact]
    public void A_torn_tail_of_random_bytes_is_dropped()
    {
        string reference = _folder.Write(Attempts, name: "reference.igen");
        (string older, _) = Snapshots(3);
        string file = Path.Combine(older, "shard-00000.bin");
        byte[] bytes = File.ReadAllBytes(file);
        var random = new CounterRandom(3, 3, 3);
        int end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (int i = (end + 63) / 64 * 64; i < bytes.Length; i++)
            bytes[i] = (byte)random.NextUInt32();
        File.WriteAllBytes(file, bytes);
        using (var writer = EpisodeStoreWriter.Open(older, SampleRun.Manifest()))
        {
            Assert.Contains("block magic", writer.RecoveredTail!, StringComparison.Ordinal);
            Assert.Equal(3, writer.NextAttempt);
            while (writer.NextAttempt < Attempts)
                SampleRun.AppendTo(writer);
            writer.Complete();
        }

        TemporaryFolder.AssertSameFiles(reference, older);
    }

    [Fact]
    public void A_process_killed_while_creating_leaves_nothing_in_the_way()
    {
        // Killed after the staging folder, after the lock, after the manifest's temporary file, after the manifest.
        foreach (string[] left in new string[][] { [], [".lock"], [".lock", "manifest.json.tmp"], [".lock", "manifest.json"] })
        {
            string path = _folder[$"{left.Length}{left.LastOrDefault()}.igen"];
            Directory.CreateDirectory(path + ".creating");
            foreach (string name in left)
                File.WriteAllText(Path.Combine(path + ".creating", name), name == ".lock" ? "" : "{");
            Assert.False(Directory.Exists(path));
            using (var writer = EpisodeStoreWriter.OpenOrCreate(path, SampleRun.Manifest(), SampleRun.Options))
                SampleRun.AppendTo(writer);
            TemporaryFolder.AssertHolds(path, 1);
            Assert.False(Directory.Exists(path + ".creating"));
        }
    }

    [Fact]
    public void A_store_killed_before_its_first_shard_opens_and_resumes()
    {
        string reference = _folder.Write(Attempts, name: "reference.igen");
        string path = _folder.Write(0, complete: false);
        File.Delete(Path.Combine(path, "shard-00000.bin"));
        File.WriteAllBytes(Path.Combine(path, "shard-unfinished"), new byte[5000]);
        TemporaryFolder.AssertHolds(path, 0);
        TemporaryFolder.AssertSameFiles(reference, _folder.Write(Attempts));
    }

    [Fact]
    public void A_store_killed_while_a_later_shard_is_made_opens_and_resumes()
    {
        string reference = _folder.Write(Attempts, name: "reference.igen");
        string path = _folder.Write(20, complete: false);
        string last = Directory.GetFiles(path, "*.bin").Order(StringComparer.Ordinal).Last();
        using (var store = EpisodeStore.Open(path))
            Assert.True(store.ShardCount > 1);
        File.Move(last, Path.Combine(path, "shard-unfinished"));
        int left;
        using (var store = EpisodeStore.Open(path))
            left = store.AttemptCount;
        Assert.InRange(left, 1, 19);
        TemporaryFolder.AssertHolds(path, left);
        TemporaryFolder.AssertSameFiles(reference, _folder.Write(Attempts));
    }

    [Fact]
    public void A_second_writer_is_refused()
    {
        string path = _folder["run.igen"];
        using var writer = EpisodeStoreWriter.Create(path, SampleRun.Manifest(), SampleRun.Options);
        string message = Assert.Throws<UsageException>(() => EpisodeStoreWriter.Open(path, SampleRun.Manifest())).Message;
        Assert.Contains("is being written by another process", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_was_left_behind_keeps_nobody_out()
    {
        string path = _folder["run.igen"];
        using (var writer = EpisodeStoreWriter.Create(path, SampleRun.Manifest(), SampleRun.Options))
            SampleRun.AppendTo(writer);
        Assert.True(File.Exists(Path.Combine(path, ".lock")));
        TemporaryFolder.AssertHolds(_folder.Write(2), 2);
    }

    [Fact]
    public void A_store_is_not_created_over_another_or_over_other_files()
    {
        string path = _folder.Write(1);
        Assert.Contains("already", Assert.Throws<UsageException>(() => EpisodeStoreWriter.Create(path, SampleRun.Manifest())).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["notes"]);
        File.WriteAllText(_folder["notes/a.txt"], "mine");
        Assert.Contains("'a.txt'", Assert.Throws<UsageException>(() => EpisodeStoreWriter.Create(_folder["notes"], SampleRun.Manifest())).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["notes/a.txt"]));
        Directory.CreateDirectory(_folder["empty"]);
        EpisodeStoreWriter.Create(_folder["empty"], SampleRun.Manifest(), SampleRun.Options).Dispose();
    }

    private static void Copy(byte[] from, byte[] to, int offset, int length) => from.AsSpan(offset, length).CopyTo(to.AsSpan(offset));

    private static int FirstDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.CommonPrefixLength(b);

    // The same running store before and after one more attempt, as a reader's disk shows it: preallocated, not trimmed.
    private (string Older, string Newer) Snapshots(int attempts)
    {
        using var writer = EpisodeStoreWriter.Create(_folder["live.igen"], SampleRun.Manifest(), SampleRun.Options);
        for (int attempt = 0; attempt < attempts; attempt++)
            SampleRun.AppendTo(writer);
        string older = _folder.Copy(_folder["live.igen"], "older.igen");
        SampleRun.AppendTo(writer);
        return (older, _folder.Copy(_folder["live.igen"], "newer.igen"));
    }
}
