using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Learning.Tests;

/// <summary>Files whose hash is right and whose numbers are not.</summary>
public sealed class HostileCheckpointTests : IDisposable
{
    private const int HeaderSizeAt = 12, SizeAt = 16, HashAt = 24, HeaderAt = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-checkpoint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("\"observations\":[", "\"observations\":null,\"x\":[", "offset 40")]
    [InlineData("\"size\":3", "\"size\":2147483647", "observation fields")]
    [InlineData("\"size\":3", "\"size\":-5", "observation fields")]
    [InlineData("\"size\":3}", "\"size\":1048576},{\"name\":\"b\",\"size\":1048576}", "observations of 2097153 numbers")]
    [InlineData("\"actionSize\":2", "\"actionSize\":2147483647", "actions of 2147483647 numbers")]
    [InlineData("\"hidden\":3", "\"hidden\":2147483647", "hidden is 2147483647")]
    [InlineData("\"weights\":[", "\"weights\":[null,", "named tensors")]
    [InlineData("\"rows\":12", "\"rows\":2147483647", "bytes")]
    [InlineData("\"task\":\"toy\"", "\"task\":null", "offset 40")]
    [InlineData("\"task\":\"toy\"", "\"task\":\"\\ud800\"", "offset 40")]
    [InlineData("\"facts\":{", "\"facts\":null,\"y\":{", "offset 40")]
    [InlineData("\"notes\":\"made in a test\"", "\"notes\":null", "offset 40")]
    public void A_header_that_nothing_can_work_with_is_one_line(string part, string instead, string named)
    {
        string message = Assert.Throws<EpisodeFormatException>(() => Checkpoint.Load(Changed(part, instead))).Message;
        Assert.Contains("policy.ckpt'", message, StringComparison.Ordinal);
        Assert.True(message.Contains(named, StringComparison.Ordinal), message);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(1)]
    public void A_header_of_an_impossible_size_is_one_line(int size)
    {
        byte[] bytes = File.ReadAllBytes(Whole());
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeaderSizeAt), size);
        string message = Assert.Throws<EpisodeFormatException>(() => Checkpoint.Load(Written(bytes))).Message;
        Assert.Contains($"offset 12: header of {size} bytes", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_named_with_its_tensor(float weight)
    {
        byte[] bytes = File.ReadAllBytes(Whole());
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(HeaderSizeAt));
        int third = ((HeaderAt + length + 7) & ~7) + (2 * sizeof(float));
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(third), weight);
        string message = Assert.Throws<EpisodeFormatException>(() => Checkpoint.Load(Written(bytes))).Message;
        Assert.Contains(FormattableString.Invariant($"number 2 of lstm.weight_ih_l0 is {weight}"), message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_or_a_pipe_is_no_checkpoint() =>
        Assert.Contains("not a file but a pipe, a socket or a device", Assert.Throws<UsageException>(() => Checkpoint.Load("/dev/zero")).Message, StringComparison.Ordinal);

    private string Whole()
    {
        string path = Path.Combine(_folder, "policy.ckpt");
        Make.Checkpoint(Make.Config with { Hidden = 3, Layers = 1 }).Save(path);
        return path;
    }

    private string Changed(string part, string instead)
    {
        byte[] bytes = File.ReadAllBytes(Whole());
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(HeaderSizeAt));
        string header = Encoding.UTF8.GetString(bytes, HeaderAt, length);
        Assert.Contains(part, header, StringComparison.Ordinal);
        int at = header.IndexOf(part, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(header[..at] + instead + header[(at + part.Length)..]);
        byte[] data = bytes[((HeaderAt + length + 7) & ~7)..];
        byte[] file = [.. bytes[..HeaderAt], .. changed, .. new byte[((HeaderAt + changed.Length + 7) & ~7) - HeaderAt - changed.Length], .. data];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(HeaderSizeAt), changed.Length);
        return Written(file);
    }

    private string Written(byte[] file)
    {
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(SizeAt), file.Length);
        var hash = new XxHash128();
        hash.Append(file.AsSpan(0, HashAt));
        hash.Append(file.AsSpan(HeaderAt));
        hash.GetCurrentHash(file.AsSpan(HashAt, HeaderAt - HashAt));
        string path = Path.Combine(_folder, "policy.ckpt");
        File.WriteAllBytes(path, file);
        return path;
    }
}
