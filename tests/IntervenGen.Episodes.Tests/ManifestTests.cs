using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

public sealed class ManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_manifest_survives_write_and_read()
    {
        StoreManifest manifest = SampleRun.Manifest(ulong.MaxValue) with
        {
            OperatorSeconds = 12.5,
            ShardBytes = 65536,
            Totals = new StoreTotals(9, 5, 6, 1234, "00112233445566778899aabbccddeeff"),
        };
        StoreManifest read = StoreManifest.Parse(manifest.ToJson(), "manifest.json");
        Assert.Equal(manifest.ToJson(), read.ToJson());
        Assert.Null(manifest.FirstDifference(read));
        Assert.Equal(ulong.MaxValue, read.Seed);
        Assert.Equal(manifest.Totals, read.Totals);
        Assert.Equal(SampleRun.Spec.Observations, read.Observations);
        Assert.Equal(SampleRun.Spec.Subtasks, read.Subtasks);
        Assert.Equal(100, (int)read.Config["policy"]!["horizon"]!);
        Assert.Equal(new EpisodeLayout(SampleRun.Spec).Stride, read.CreateLayout().Stride);
    }

    [Theory]
    [InlineData("\"seed\"", "\"sede\"", "unknown key 'sede'", "nearest is 'seed'")]
    [InlineData("\"horizon\": 40", "\"horizn\": 40", "unknown key 'horizn'", "nearest is 'horizon'")]
    [InlineData("\"task\"", "\"taskName\": \"\",\n  \"task\"", "unknown key 'taskName'", "nearest is 'task'")]
    [InlineData("\"referenceObject\"", "\"referenceObjekt\"", "unknown key 'subtasks[0].referenceObjekt'", "nearest is 'subtasks[0].referenceObject'")]
    [InlineData("\"seed\": 7", "\"seed\": \"7\"", "key 'seed' is \"7\"", "expected a whole number")]
    [InlineData("\"seed\": 7", "\"seed\": -7", "key 'seed' is -7", "expected a whole number from 0")]
    [InlineData("\"horizon\": 40", "\"horizon\": 40.5", "key 'horizon' is 40.5", "expected a whole number")]
    [InlineData("\"task\": \"sample\"", "\"task\": null", "key 'task' is null", "expected a string")]
    [InlineData("\"complete\": false", "\"complete\": 0", "key 'complete' is 0", "expected true or false")]
    [InlineData("\"nut\"", "1", "key 'objects[0]' is 1", "expected a string")]
    [InlineData("\"seed\": 7,", "\"seed\": 7,\n  \"seed\": 8,", "is not valid JSON", "seed")]
    [InlineData("\"seed\": 7,", "\"seed\": 7", "offset ", "is not valid JSON")]
    [InlineData("\"modelHash\": \"0123456789abcdef\",\n  ", "", "key 'modelHash' is missing", "expected present")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "format version 2, expected at most 1", "newer version")]
    [InlineData("\"layout\": 1", "\"layout\": 2", "layout version 2, expected at most 1", "newer version")]
    [InlineData("\"intervengen-episodes\"", "\"something\"", "key 'format' \"something\"", "not an episode store")]
    public void A_manifest_is_read_strictly(string good, string bad, string first, string second)
    {
        string text = Encoding.UTF8.GetString(SampleRun.Manifest().ToJson());
        Assert.Contains(good, text, StringComparison.Ordinal);
        int place = text.IndexOf(good, StringComparison.Ordinal);
        text = text[..place] + bad + text[(place + good.Length)..];
        EpisodeFormatException exception =
            Assert.Throws<EpisodeFormatException>(() => StoreManifest.Parse(Encoding.UTF8.GetBytes(text), "x.igen/manifest.json"));
        Assert.Contains("'x.igen/manifest.json'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(first, exception.Message, StringComparison.Ordinal);
        Assert.Contains(second, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_run_is_not_appended_and_the_differing_key_is_named_with_both_values()
    {
        string path = _folder.Write(3, complete: false);
        Assert.Contains("'seed' is 7 there and 8 here", Refusal(path, SampleRun.Manifest(8)), StringComparison.Ordinal);
        Assert.Contains("'task' is \"sample\" there and \"other\" here", Refusal(path, SampleRun.Manifest() with { Task = "other" }), StringComparison.Ordinal);
        JsonObject config = SampleRun.Manifest().Config;
        config["policy"]!["horizon"] = 200;
        Assert.Contains("'config.policy.horizon' is 100 there and 200 here", Refusal(path, SampleRun.Manifest() with { Config = config }), StringComparison.Ordinal);
        Assert.Contains("'config.strategy' is \"nearest\" there and absent here", Refusal(path, SampleRun.Manifest() with { Config = new JsonObject { ["policy"] = new JsonObject { ["horizon"] = 100, ["noise"] = 0.05 } } }), StringComparison.Ordinal);
        Assert.Contains("'versions.mujoco'", Refusal(path, SampleRun.Manifest() with { Versions = new StoreVersions("0.1.0", "3.1.0") }), StringComparison.Ordinal);
        TemporaryFolder.AssertHolds(path, 3);
    }

    [Fact]
    public void Order_of_keys_and_spelling_of_numbers_are_no_difference()
    {
        StoreManifest other = SampleRun.Manifest() with
        {
            Config = (JsonObject)JsonNode.Parse("""{ "strategy": "nearest", "policy": { "noise": 5e-2, "horizon": 100.0 } }""")!,
        };
        Assert.Null(SampleRun.Manifest().FirstDifference(other));
    }

    [Fact]
    public void Operator_time_is_kept_and_is_no_difference()
    {
        using (var writer = EpisodeStoreWriter.Create(_folder["run.igen"], SampleRun.Manifest(), SampleRun.Options))
            writer.SetOperatorSeconds(42.5);
        using (var writer = EpisodeStoreWriter.Open(_folder["run.igen"], SampleRun.Manifest()))
        {
            Assert.Equal(42.5, writer.Manifest.OperatorSeconds);
            writer.Complete();
        }

        Assert.True(EpisodeStoreVerifier.Verify(_folder["run.igen"]).IsGood);
    }

    private static string Refusal(string path, StoreManifest manifest) =>
        Assert.Throws<UsageException>(() => EpisodeStoreWriter.Open(path, manifest)).Message;
}
