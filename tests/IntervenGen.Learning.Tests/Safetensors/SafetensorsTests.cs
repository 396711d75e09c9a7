using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Safetensors;

namespace IntervenGen.Learning.Tests.Safetensors;

/// <summary>Checkpoints in files of safetensors, and such files as cannot be.</summary>
public sealed class SafetensorsTests : IDisposable
{
    private const string Two = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-safetensors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_exported_checkpoint_acts_as_before_bit_for_bit(bool greedy)
    {
        Checkpoint checkpoint = Make.Checkpoint();
        var options = new RecurrentPolicyOptions { Greedy = greedy };
        using var own = new RecurrentPolicy(checkpoint, options);
        using LoadedPolicy other = PolicyFormats.Open(Written(SafetensorsCheckpoint.ToBytes(checkpoint)), Make.Spec(), options);
        Assert.Equal(Make.Actions(own, [0, 1, 2]), Make.Actions(other.Policy, [0, 1, 2]));
        Assert.Equal(("safetensors", PolicyDigest.Of(checkpoint), "toy"), (other.Facts.Format, other.Facts.Digest, other.Facts.Task));
    }

    [Fact]
    public void Everything_but_what_a_training_continues_from_comes_back()
    {
        Checkpoint before = Make.Checkpoint(resumable: true);
        string path = Written(SafetensorsCheckpoint.ToBytes(before));
        var after = SafetensorsCheckpoint.Load(path);
        Assert.NotNull(before.Optimizer);
        Assert.Null(after.Optimizer);
        Assert.Equal(before.WithoutOptimizer().ToBytes(), after.ToBytes());
        PolicyDescription described = PolicyFormats.Describe(path);
        Assert.Equal("BC-RNN-GMM, LSTM 2 x 16, 3 modes", described.Network);
        Assert.Contains("notes: made in a test", described.Training);
    }

    [Fact]
    public void The_numbers_begin_at_a_multiple_of_eight()
    {
        byte[] bytes = SafetensorsCheckpoint.ToBytes(Make.Checkpoint());
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
    }

    [Fact]
    public void A_file_that_is_cut_short_is_one_line_at_any_length()
    {
        byte[] whole = SafetensorsCheckpoint.ToBytes(Make.Checkpoint());
        for (int length = 0; length < whole.Length; length += 41)
        {
            string message = Assert.Throws<EpisodeFormatException>(() => SafetensorsCheckpoint.Load(Written(whole[..length]))).Message;
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void A_changed_weight_is_noticed_by_the_digest()
    {
        byte[] bytes = SafetensorsCheckpoint.ToBytes(Make.Checkpoint());
        bytes[^2] ^= 1;
        Assert.Contains("the file is damaged", Refusal<EpisodeFormatException>(bytes), StringComparison.Ordinal);
        Assert.Equal(3, SafetensorsCheckpoint.Load(Written(Changed(bytes, root => Metadata(root).Remove("digest")))).Config.GmmModes);
    }

    [Fact]
    public void Tensors_of_somebody_else_are_refused_by_what_is_missing() => Assert.Contains(
        "holds 2 tensors, but does not say what network they are of", Refusal<UsageException>(Bytes(Two, 12)), StringComparison.Ordinal);

    [Theory]
    [InlineData("lstm.weight_hh_l0", "tensor lstm.weight_hh_l0 is missing")]
    [InlineData("logits.bias", "tensor logits.bias is missing")]
    public void A_tensor_of_another_name_is_named(string name, string named) => Assert.Contains(
        named,
        Refusal<EpisodeFormatException>(Changed(SafetensorsCheckpoint.ToBytes(Make.Checkpoint()), root =>
        {
            root["other"] = root[name]!.DeepClone();
            root.Remove(name);
        })),
        StringComparison.Ordinal);

    [Fact]
    public void A_tensor_of_other_sizes_is_named()
    {
        byte[] bytes = Changed(
            SafetensorsCheckpoint.ToBytes(Make.Checkpoint()), root => root["lstm.weight_ih_l0"]!["shape"] = new JsonArray(4, 64));
        Assert.Contains("tensor lstm.weight_ih_l0 is [4, 64], expected [64, 4]", Refusal<EpisodeFormatException>(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", 0, "offset 8")]
    [InlineData("{", 0, "offset 8")]
    [InlineData("", 0, "does not begin with '{'")]
    [InlineData(" {}", 0, "does not begin with '{'")]
    [InlineData("{}", 4, "4 bytes after the last tensor")]
    [InlineData("""{"a":{},"a":{}}""", 0, "offset 8")]
    [InlineData("""{"a":1}""", 0, "entry 'a' of the header is no object")]
    [InlineData("""{"a":{}}""", 0, "dtype, shape and data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"more":1}}""", 4, "and nothing else")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "dtype 'F8_E4M3' is not read")]
    [InlineData("""{"a":{"dtype":7,"shape":[1],"data_offsets":[0,1]}}""", 1, "dtype '7' is not read")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "shape has -1")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "shape has 1.5")]
    [InlineData("""{"a":{"dtype":"F32","shape":{},"data_offsets":[0,4]}}""", 4, "shape is no list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "at most 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "data_offsets [0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "data_offsets [4, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999]}}""", 4, "99999999999")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "in 4 bytes of data: cut short")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "F32 [2] in 4 bytes; that needs 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", 4, "that needs")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "a begins at byte 4 of the data, expected 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "overlap")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "'a' is no text")]
    [InlineData("""{"__metadata__":{"intervengen":"{"}}""", 0, "intervengen: ")]
    [InlineData("""{"__metadata__":{"intervengen":"null"}}""", 0, "the header is null")]
    public void A_header_that_cannot_be_is_one_line(string header, int data, string named)
    {
        string message = Refusal<EpisodeFormatException>(Bytes(header, data));
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(new byte[0], "the file has 0 bytes")]
    [InlineData(new byte[] { 1, 2, 3 }, "the file has 3 bytes")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 }, "does not begin with '{'")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 1 }, "a header of 9 bytes, and 1 are left")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 1 }, "a header of 18446744073709551615 bytes")]
    public void A_header_of_an_impossible_size_is_one_line(byte[] bytes, string named) =>
        Assert.Contains(named, Refusal<EpisodeFormatException>(bytes), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Equal(
        "there is no policy 'no.safetensors'", Assert.Throws<UsageException>(() => PolicyFormats.Inspect("no.safetensors")).Message);

    private static byte[] Bytes(string header, int data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[data]];
    }

    private static JsonObject Metadata(JsonObject root) => root["__metadata__"]!.AsObject();

    private static byte[] Changed(byte[] bytes, Action<JsonObject> change)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        JsonObject root = JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject();
        change(root);
        return [.. Bytes(root.ToJsonString(), 0), .. bytes[(8 + length)..]];
    }

    private string Refusal<T>(byte[] bytes)
        where T : IntervenGenException => Assert.Throws<T>(() => SafetensorsCheckpoint.Load(Written(bytes))).Message;

    private string Written(byte[] bytes)
    {
        string path = Path.Combine(_folder, "policy.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
