using IntervenGen.Core;
using IntervenGen.Learning.Pickles;
using IntervenGen.Learning.TorchFiles;

namespace IntervenGen.Learning.Tests.Pickles;

/// <summary>Pickles as data: what they may say, and what is never done.</summary>
public sealed class PickleReaderTests
{
    [Theory]
    [InlineData("posix", "system")]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "getattr")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_tensor")]
    [InlineData("numpy.core.multiarray", "fromfile")]
    public void A_name_that_data_does_not_need_is_refused(string module, string name)
    {
        byte[] pickle = new PickleWriter().Global(module, name).Text("true").Code(PickleOpcode.Tuple1).Code(PickleOpcode.Reduce).Finish();
        string message = Assert.Throws<UsageException>(() => Read(pickle)).Message;
        Assert.Equal($"here: it asks Python for '{module}.{name}', which is not one of the names that data needs; it is not read", message);
    }

    [Fact]
    public void Values_of_every_kind_are_read()
    {
        // pickle.dumps({'a': [1, -1, 300, 2.5, True, None, (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), 2**40], 'b': 'ü'}, 2)
        byte[] pickle = Convert.FromHexString(
            "80027d71002858010000006171015d7102284b014affffffff4d2c01474004000000000000884e294b018571034b014b0286" +
            "71044b014b024b03877105284b014b024b034b047471068a060000000000016558010000006271075802000000c3bc710875" +
            "2e");
        var map = Assert.IsType<PickleMap>(Read(pickle));
        Assert.Equal("ü", map["b"]);
        var list = Assert.IsType<List<object?>>(map["a"]);
        Assert.Equal([1L, -1L, 300L, 2.5, true, null], list[..6]);
        Assert.Equal([0, 1, 2, 3, 4], list[6..11].Select(tuple => Assert.IsType<PickleTuple>(tuple).Items.Count));
        Assert.Equal(1L << 40, list[11]);
    }

    [Theory]
    [InlineData("80022e", "the stack is empty")]
    [InlineData("80044e2e", "pickle protocol 4")]
    [InlineData("80024e", "1 bytes are needed, 0 are left")]
    [InlineData("8002952e", "instruction 0x95")]
    [InlineData("80026800" + "2e", "memo 0 was never stored")]
    [InlineData("80027d4b01732e", "the stack is empty")]
    [InlineData("80027d284b01752e", "a key without a value")]
    [InlineData("80027d4e4e732e", "None as a key")]
    [InlineData("80024e4e612e", "a list is needed")]
    [InlineData("8002742e", "no mark is set")]
    [InlineData("80025d2830" + "2e", "the stack is empty")]
    [InlineData("80024e4e622e", "state is set on what can have none")]
    [InlineData("800258ffffffff2e", "a size or an index of 4294967295")]
    [InlineData("800258000000702e", "1879048192 bytes are needed")]
    [InlineData("80028a0900000000000000000001" + "2e", "an integer of 9 bytes")]
    [InlineData("8002580100000080" + "2e", "not UTF-8")]
    [InlineData("80024e51" + "2e", "a storage is described by something else")]
    [InlineData("8002636f73", "one that does not end")]
    [InlineData("80024b0129522e", "a function is needed")]
    public void A_damaged_pickle_is_one_line(string hex, string named)
    {
        string message = Assert.Throws<EpisodeFormatException>(() => Read(Convert.FromHexString(hex))).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.StartsWith("here, offset ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_depth_of_nesting_is_read_without_recursion()
    {
        byte[] pickle = [0x80, 2, .. Enumerable.Repeat((byte)PickleOpcode.EmptyList, 200_000), .. Enumerable.Repeat((byte)PickleOpcode.Append, 199_999), (byte)'.'];
        Assert.Single(Assert.IsType<List<object?>>(Read(pickle)));
    }

    [Fact]
    public void More_instructions_than_a_checkpoint_has_are_refused()
    {
        byte[] pickle = [0x80, 2, .. Enumerable.Repeat((byte)PickleOpcode.EmptyDict, 1_000_000)];
        Assert.Contains("more than 1000000 instructions", Assert.Throws<EpisodeFormatException>(() => Read(pickle)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_numpy_are_kept_as_what_they_say()
    {
        byte[] pickle = new PickleWriter().Global("numpy", "dtype").Text("f8").Code(PickleOpcode.Tuple1).Code(PickleOpcode.Reduce).Finish();
        var call = Assert.IsType<PickleCall>(Read(pickle));
        Assert.Equal(("numpy.dtype", "f8"), (call.Function.FullName, call.Arguments[0]));
    }

    private static object? Read(byte[] pickle) => PickleReader.Read(pickle, new TorchNames(), "here");
}
