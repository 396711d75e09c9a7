using System.Text;
using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

public sealed class StoreLimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"horizon\": ", "2147483647", "key 'horizon'")]
    [InlineData("\"stateSize\": ", "2147483647", "key 'stateSize'")]
    [InlineData("\"actionSize\": ", "2147483647", "key 'actionSize'")]
    [InlineData("\"shardBytes\": ", "9223372036854775807", "key 'shardBytes'")]
    [InlineData("\"controlPeriod\": ", "0", "key 'controlPeriod'")]
    [InlineData("\"referenceObject\": ", "99", "reference object of subtask")]
    public void A_number_that_nothing_can_work_with_is_refused_by_its_key(string key, string number, string named)
    {
        string text = Encoding.UTF8.GetString(SampleRun.Manifest().ToJson());
        int at = text.LastIndexOf(key, StringComparison.Ordinal) + key.Length, end = at + text[at..].AsSpan().IndexOfAny(",\n");
        string changed = text[..at] + number + text[end..];
        Assert.Contains(named, Refusal(changed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_of_sizes_that_overflows_is_refused()
    {
        StoreManifest manifest = SampleRun.Manifest() with { Observations = [new("a", int.MaxValue), new("b", int.MaxValue)] };
        Assert.Contains("sum of observation sizes is 4294967294", Refusal(Encoding.UTF8.GetString(manifest.ToJson())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_without_observations_is_refused() => Assert.Contains(
        "number of observations is 0", Refusal(Encoding.UTF8.GetString((SampleRun.Manifest() with { Observations = [] }).ToJson())), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"a\": \"\\ud800\"")]
    [InlineData("\"\\udc00\": 1")]
    public void Half_a_surrogate_pair_is_refused_as_text(string entry)
    {
        string text = Encoding.UTF8.GetString(SampleRun.Manifest().ToJson());
        Assert.Contains("characters that cannot be", Refusal(text.Replace("\"config\": {", $"\"config\": {{{entry},", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_changed_word_of_a_manifest_is_noticed_when_the_store_is_opened()
    {
        string store = _folder.Write(4), file = Path.Combine(store, "manifest.json");
        byte[] whole = File.ReadAllBytes(file);
        int silent = 0, changed = 0;
        for (int i = 0; i < whole.Length; i++)
        {
            // Only what stands inside words and numbers: white space means nothing.
            if (!char.IsLetterOrDigit((char)whole[i]))
                continue;
            byte[] bytes = [.. whole];
            bytes[i] ^= 1;
            File.WriteAllBytes(file, bytes);
            changed++;
            try
            {
                EpisodeStore.Open(store).Dispose();
                silent++;
            }
            catch (IntervenGenException)
            {
                // As it should be.
            }
        }

        Assert.True(changed > 300);
        Assert.Equal(0, silent);
    }

    [Fact]
    public void A_store_whose_first_shard_finds_no_room_is_not_begun()
    {
        StoreManifest manifest = SampleRun.Manifest();
        Assert.Throws<UsageException>(() => EpisodeStoreWriter.Create("/proc/none.igen", manifest, SampleRun.Options));
        Assert.False(Directory.Exists("/proc/none.igen"));
    }

    private string Refusal(string manifest)
    {
        string store = _folder.Write(2), file = Path.Combine(store, "manifest.json");
        File.WriteAllText(file, manifest);
        return Assert.Throws<EpisodeFormatException>(() => EpisodeStore.Open(store)).Message;
    }
}
