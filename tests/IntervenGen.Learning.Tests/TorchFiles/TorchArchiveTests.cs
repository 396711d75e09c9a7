using System.IO.Compression;
using IntervenGen.Core;
using IntervenGen.Learning.Pickles;
using IntervenGen.Learning.Robomimic;
using IntervenGen.Learning.Tests.Robomimic;
using IntervenGen.Learning.TorchFiles;

namespace IntervenGen.Learning.Tests.TorchFiles;

/// <summary>Files of torch.save, whole, damaged, and such as only say that they are.</summary>
public sealed class TorchArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-torch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rnn-gmm-0.4")]
    [InlineData("rnn-mlp-gmm-0.5")]
    public void A_file_that_is_cut_short_is_refused_at_any_length(string name)
    {
        byte[] whole = File.ReadAllBytes(Fixture.PathOf(name));
        for (int length = 0; length < whole.Length; length += 37)
        {
            Exception? exception = Record.Exception(() => RobomimicCheckpoint.Load(Written(whole[..length])));
            Assert.True(exception is EpisodeFormatException, $"{length}: {exception}");
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    [Fact]
    public void A_changed_byte_is_noticed_or_changes_nothing()
    {
        byte[] whole = File.ReadAllBytes(Fixture.PathOf("mlp"));
        string digest = RobomimicCheckpoint.Load(Written(whole)).Digest;
        for (int at = 0; at < whole.Length; at += 5)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x24;
            try
            {
                Assert.Equal(digest, RobomimicCheckpoint.Load(Written(changed)).Digest);
            }
            catch (IntervenGenException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 2, 0x8A, 10 }, "before PyTorch 1.6")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 5, 6 }, "not a file of torch.save")]
    [InlineData(new byte[0], "not a file of torch.save")]
    public void Another_form_is_refused_by_name(byte[] bytes, string named) =>
        Assert.Contains(named, Refusal(bytes), StringComparison.Ordinal);

    [Fact]
    public void A_tar_is_refused_by_name()
    {
        byte[] tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        Assert.Contains("a tar", Refusal(tar), StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_of_torch_script_is_refused_by_name() =>
        Assert.Contains("TorchScript", Refusal(Zip(("a/data.pkl", [0x80, 2, (byte)'N', (byte)'.']), ("a/constants.pkl", [1]))), StringComparison.Ordinal);

    [Fact]
    public void A_zip_of_something_else_is_refused() =>
        Assert.Contains("no data.pkl", Refusal(Zip(("word/document.xml", [1, 2]))), StringComparison.Ordinal);

    [Fact]
    public void Numbers_in_the_other_byte_order_are_refused() =>
        Assert.Contains(
            "byte order 'big'", Refusal(Zip(("a/data.pkl", [0x80, 2, (byte)'N', (byte)'.']), ("a/byteorder", [.. "big"u8]))),
            StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal("there is no policy 'nothing.pth'", Assert.Throws<UsageException>(() => TorchArchive.Open("nothing.pth")).Message);

    [Theory]
    [InlineData(0, 3, 2, 2, 1, null)]
    [InlineData(0, 3, 2, 1, 3, null)]
    [InlineData(1, 3, 2, 2, 1, "number 6 of a storage of 6")]
    [InlineData(-1, 3, 2, 2, 1, "begins at number -1")]
    [InlineData(0, 3, 2, -2, 1, "stride -2")]
    [InlineData(0, 3, 2, long.MaxValue, 1, "last element")]
    [InlineData(0, 3, 3, 0, 0, "9 elements of a storage of 6")]
    public void A_view_stays_within_its_storage(long offset, int rows, int columns, long down, long right, string? fault)
    {
        var storage = new TorchStorage(StorageKind.Float32, "0", 6);
        string? found = new TorchTensor(storage, offset, [rows, columns], [down, right]).FindFault();
        Assert.True(fault is null ? found is null : found?.Contains(fault, StringComparison.Ordinal), found);
    }

    [Theory]
    [InlineData("FloatStorage", new byte[] { 0, 0, 0x20, 0xC0 })]
    [InlineData("DoubleStorage", new byte[] { 0, 0, 0, 0, 0, 0, 0x04, 0xC0 })]
    [InlineData("HalfStorage", new byte[] { 0, 0xC1 })]
    [InlineData("BFloat16Storage", new byte[] { 0x20, 0xC0 })]
    public void Every_kind_of_number_is_read(string kind, byte[] bytes)
    {
        using TorchArchive archive = TorchArchive.Open(Written(Zip(("a/data.pkl", OneTensor(kind)), ("a/data/0", bytes))));
        Assert.Equal([-2.5f], archive.Read("t", (TorchTensor)archive.Root!));
    }

    [Fact]
    public void A_whole_number_is_read()
    {
        using TorchArchive archive = TorchArchive.Open(
            Written(Zip(("a/data.pkl", OneTensor("LongStorage")), ("a/data/0", BitConverter.GetBytes(-7L)))));
        Assert.Equal([-7f], archive.Read("t", (TorchTensor)archive.Root!));
    }

    [Fact]
    public void A_storage_that_is_missing_is_named()
    {
        using TorchArchive archive = TorchArchive.Open(Written(Zip(("a/data.pkl", OneTensor("FloatStorage")))));
        string message = Assert.Throws<EpisodeFormatException>(() => archive.Read("t", (TorchTensor)archive.Root!)).Message;
        Assert.EndsWith("t: its storage data/0 is missing", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_storage_of_another_length_is_named()
    {
        using TorchArchive archive = TorchArchive.Open(Written(Zip(("a/data.pkl", OneTensor("FloatStorage")), ("a/data/0", [1, 2, 3]))));
        string message = Assert.Throws<EpisodeFormatException>(() => archive.Read("t", (TorchTensor)archive.Root!)).Message;
        Assert.EndsWith("has 3 bytes, expected 4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_is_none_is_named()
    {
        using TorchArchive archive = TorchArchive.Open(
            Written(Zip(("a/data.pkl", OneTensor("FloatStorage")), ("a/data/0", BitConverter.GetBytes(float.NaN)))));
        string message = Assert.Throws<EpisodeFormatException>(() => archive.Read("t", (TorchTensor)archive.Root!)).Message;
        Assert.EndsWith("number 0 of t is NaN", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_cannot_claim_a_large_storage()
    {
        byte[] pickle = new byte[PickleReader.MaxBytes];
        string message = Refusal(Zip(("a/data.pkl", pickle)));
        Assert.Contains("claims 16777216 bytes out of", message, StringComparison.Ordinal);
    }

    private static byte[] OneTensor(string kind) => new PickleWriter()
        .Global("torch._utils", "_rebuild_tensor_v2").Code(PickleOpcode.Mark)
        .Code(PickleOpcode.Mark).Text("storage").Global("torch", kind).Text("0").Text("cuda:0").Integer(1).Code(PickleOpcode.Tuple)
        .Code(PickleOpcode.BinPersId).Integer(0).Integers([1]).Integers([1]).Flag(false).OrderedDictionary().Code(PickleOpcode.Tuple)
        .Code(PickleOpcode.Reduce).Finish();

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private string Refusal(byte[] bytes)
    {
        Exception? exception = Record.Exception(() => TorchArchive.Open(Written(bytes)));
        Assert.IsAssignableFrom<IntervenGenException>(exception);
        Assert.DoesNotContain('\n', exception.Message);
        return exception.Message;
    }

    private string Written(byte[] bytes)
    {
        string path = Path.Combine(_folder, "a.pth");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
