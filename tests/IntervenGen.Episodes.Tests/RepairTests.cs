using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

public sealed class RepairTests : IDisposable
{
    private const int Attempts = 40;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_store_needs_no_repair_and_gets_none()
    {
        Assert.Null(EpisodeStoreRepair.Repair(_folder.Write(Attempts), _folder["saved.igen"]));
        Assert.False(Directory.Exists(_folder["saved.igen"]));
    }

    [Fact]
    public void A_store_that_was_cut_keeps_its_beginning_and_is_gone_on_with_to_the_same_bytes()
    {
        string whole = _folder.Write(Attempts), cut = _folder.Copy(whole, "cut.igen");
        string last = Directory.GetFiles(cut, "*.bin").Max()!;
        using (FileStream shard = File.OpenWrite(last))
            shard.SetLength(shard.Length - 100);
        Assert.Throws<EpisodeFormatException>(() => EpisodeStore.Open(cut));

        StoreRepair repair = EpisodeStoreRepair.Repair(cut, _folder["saved.igen"])!;
        Assert.True(repair.IsResumable);
        Assert.Equal(Attempts - 1, repair.Attempts);
        TemporaryFolder.AssertHolds(_folder["saved.igen"], Attempts - 1);
        _folder.Write(Attempts, name: "saved.igen");
        TemporaryFolder.AssertSameFiles(whole, _folder["saved.igen"]);
    }

    [Fact]
    public void A_damaged_attempt_in_between_is_left_out_and_the_rest_is_a_dataset_of_its_own()
    {
        string damaged = Damage(Attempts, attempt: 9);
        StoreRepair repair = EpisodeStoreRepair.Repair(damaged, _folder["saved.igen"])!;
        Assert.False(repair.IsResumable);
        Assert.Equal((Attempts - 1, 1), (repair.Attempts, repair.Lost));
        using var saved = EpisodeStore.Open(_folder["saved.igen"]);
        Assert.True(saved.Manifest.IsComplete);
        Assert.Equal(1, (int)saved.Manifest.Config[EpisodeStoreRepair.RepairedKey]!["lost"]!);
        var expected = new EpisodeBuffer(new EpisodeLayout(SampleRun.Spec), SampleRun.Spec.Horizon);
        SampleRun.Fill(expected, 10);
        // What was attempt 10 follows attempt 8.
        Assert.Equal(SampleRun.Summary(10, expected.Count) with { Attempt = 9 }, saved.Attempt(9));
    }

    [Fact]
    public void The_beginning_before_a_damaged_attempt_can_be_gone_on_with_to_the_same_bytes()
    {
        string whole = _folder.Write(Attempts, name: "whole.igen"), damaged = Damage(Attempts, attempt: 9);
        StoreRepair repair = EpisodeStoreRepair.Repair(damaged, _folder["saved.igen"], onlyBeginning: true)!;
        Assert.True(repair.IsResumable);
        Assert.Equal(9, repair.Attempts);
        _folder.Write(Attempts, name: "saved.igen");
        TemporaryFolder.AssertSameFiles(whole, _folder["saved.igen"]);
    }

    [Fact]
    public void A_shard_that_is_gone_costs_its_own_attempts_alone()
    {
        string store = _folder.Write(Attempts);
        string[] shards = [.. Directory.GetFiles(store, "*.bin").Order()];
        Assert.True(shards.Length >= 3, "the sample run fills several shards");
        File.Delete(shards[1]);
        StoreVerification seen = EpisodeStoreVerifier.Verify(store);
        StoreRepair repair = EpisodeStoreRepair.Repair(store, _folder["saved.igen"])!;
        Assert.Equal(seen.GoodBlocks, repair.Attempts);
        Assert.Equal(Attempts, repair.Attempts + repair.Lost);
        Assert.Contains(repair.Faults, fault => fault.What == "file" && fault.Found == "missing");
        Assert.True(EpisodeStoreVerifier.Verify(_folder["saved.igen"]).IsGood);
    }

    [Fact]
    public void A_manifest_that_is_damaged_says_nothing_to_repair_by()
    {
        string store = _folder.Write(3), manifest = Path.Combine(store, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"seed\": 7", "\"seed\": 8", StringComparison.Ordinal));
        Assert.Contains("manifest hash", Assert.Throws<EpisodeFormatException>(() => EpisodeStoreRepair.Repair(store, _folder["saved.igen"])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["saved.igen"]));
    }

    [Fact]
    public void The_subtask_of_an_attempt_is_kept_and_unknown_in_files_of_before()
    {
        using (var writer = EpisodeStoreWriter.Create(_folder["run.igen"], SampleRun.Manifest(), SampleRun.Options))
        {
            writer.Append(SampleRun.Summary(0, 0) with { Subtask = 1 }, null);
            writer.Append(SampleRun.Summary(1, 0), null);
            writer.Complete();
        }

        using var store = EpisodeStore.Open(_folder["run.igen"]);
        Assert.Equal([1, -1], [store.Attempt(0).Subtask, store.Attempt(1).Subtask]);
    }

    // Flips a bit in the steps of one attempt.
    private string Damage(int attempts, int attempt)
    {
        string store = _folder.Write(attempts, name: "damaged.igen");
        using StoreIndex index = StoreIndex.Open(store);
        BlockEntry entry = index.Attempts[attempt];
        Assert.True(entry.Header.PayloadLength > 0);
        string shard = index.Shards[entry.Shard].Path;
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[entry.PayloadOffset + 3] ^= 1;
        File.WriteAllBytes(shard, bytes);
        return store;
    }
}
