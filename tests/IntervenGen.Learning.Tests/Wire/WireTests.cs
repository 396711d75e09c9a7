using IntervenGen.Learning.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Tests.Wire;

public sealed class WireTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        WireMap map = Read(writer => writer.Map(7)
            .Text("small").Integer(5).Text("negative").Integer(-70_000).Text("large").Unsigned(ulong.MaxValue)
            .Text("real").Real(0.1).Text("flag").Flag(true).Text(new string('ä', 40)).List(2).Integer(1).Text("two")
            .Text("array").Array<float>([1, 2, 3, 4, 5, 6], 2, 3));
        Assert.Equal((5L, -70_000L, ulong.MaxValue), (map.Integer("small"), map.Integer("negative"), map.Unsigned("large")));
        Assert.Equal((0.1, true), (map.Values["real"], map.Flag("flag")));
        Assert.Equal([1L, "two"], map.List(new string('ä', 40)));
        NumpyArray array = map.Array("array")!;
        Assert.Equal("<f4 [2, 3]", array.Description);
        float[] values = new float[6];
        array.CopyTo(values);
        Assert.Equal([1, 2, 3, 4, 5, 6], values);
        Assert.Null(map.Text("absent"));
    }

    [Fact]
    public void The_bytes_of_an_array_are_those_that_Python_packs()
    {
        // msgpack_numpy's packb({"a": np.array([1.5], np.float32)}), keys of the array as bytes.
        byte[] expected =
        [
            0x81, 0xA1, (byte)'a', 0x84, 0xC4, 11, .. "__ndarray__"u8, 0xC3, 0xC4, 4, .. "data"u8, 0xC4, 4, 0, 0, 0xC0, 0x3F,
            0xC4, 5, .. "dtype"u8, 0xA3, .. "<f4"u8, 0xC4, 5, .. "shape"u8, 0x91, 1,
        ];
        var writer = new WireWriter();
        writer.Map(1).Text("a").Array<float>([1.5f], 1);
        Assert.Equal(expected, writer.Message);
    }

    [Fact]
    public void Keys_of_an_array_may_be_texts()
    {
        byte[] message =
        [
            0x81, 0xA1, (byte)'a', 0x84, 0xAB, .. "__ndarray__"u8, 0xC3, 0xA5, .. "dtype"u8, 0xA3, .. "|u1"u8,
            0xA5, .. "shape"u8, 0x91, 2, 0xA4, .. "data"u8, 0xC4, 2, 7, 8,
        ];
        Assert.Equal([7, 8], WireReader.Read(message).Array("a")!.ToIntegers());
    }

    [Fact]
    public void A_single_number_of_numpy_is_a_number()
    {
        byte[] message = [0x81, 0xA1, (byte)'a', 0x83, 0xC4, 13, .. "__npgeneric__"u8, 0xC3, 0xC4, 4, .. "data"u8, 9, 0xC4, 5, .. "dtype"u8, 0xA3, .. "<i8"u8];
        Assert.Equal(9, WireReader.Read(message).Integer("a"));
    }

    [Theory]
    [InlineData("<f2", "00 3C", 1)]
    [InlineData("<f8", "00 00 00 00 00 00 04 40", 2.5)]
    [InlineData("|b1", "01", 1)]
    [InlineData("|i1", "FF", -1)]
    [InlineData("<i2", "FE FF", -2)]
    [InlineData("<u4", "00 00 00 80", 2147483648.0)]
    [InlineData("<i8", "FF FF FF FF FF FF FF FF", -1)]
    public void Every_type_of_numbers_is_read(string type, string bytes, double expected)
    {
        double[] value = new double[1];
        new NumpyArray(type, [1], Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal))).CopyTo(value);
        Assert.Equal(expected, value[0]);
    }

    [Theory]
    [InlineData("90", "no map")]
    [InlineData("80 80", "has 2 bytes and ends at byte 1")]
    [InlineData("81", "within a list or map")]
    [InlineData("DF FF FF FF FF", "more than 2 GB")]
    [InlineData("DF 00 FF FF FF", "within a list or map")]
    [InlineData("81 A1 61 C6 7F FF FF FF", "within a value")]
    [InlineData("82 A1 61 01 A1 61 02", "the key 'a' twice")]
    [InlineData("81 01 02", "a key was to begin there")]
    [InlineData("81 A1 FF 01", "not UTF-8")]
    [InlineData("81 A1 61 C1", "0xC1")]
    [InlineData("81 A1 61 D4 01 01", "0xD4")]
    [InlineData("", "within a value")]
    public void What_is_no_message_is_refused(string hex, string fault)
    {
        byte[] message = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Contains(fault, Assert.Throws<WireException>(() => WireReader.Read(message)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_endless_depth_is_refused()
    {
        byte[] message = [0x81, 0xA1, (byte)'a', .. Enumerable.Repeat((byte)0x91, 5000), 0xC0];
        Assert.Contains("levels deep", Assert.Throws<WireException>(() => WireReader.Read(message)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_endless_values_is_refused()
    {
        byte[] message = [0x81, 0xA1, (byte)'a', 0xDD, 0, 2, 0, 0, .. new byte[1 << 17]];
        Assert.Contains("100000 values", Assert.Throws<WireException>(() => WireReader.Read(message)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|O8", 1, 8)]
    [InlineData("<c8", 1, 8)]
    [InlineData(">f4", 1, 4)]
    [InlineData("<f4", 2, 4)]
    [InlineData("<f4", -1, 4)]
    public void An_array_that_does_not_agree_with_itself_is_refused(string type, int size, int bytes) =>
        Assert.Throws<WireException>(() => new NumpyArray(type, [size], new byte[bytes]));

    [Fact]
    public void A_shape_whose_product_overflows_is_refused() =>
        Assert.Throws<WireException>(() => new NumpyArray("|u1", [int.MaxValue, int.MaxValue, int.MaxValue, 4], new byte[4]));

    [Fact]
    public void Damaged_messages_never_do_more_than_be_refused()
    {
        var writer = new WireWriter();
        writer.Map(3).Text("a").Array<float>([1, 2], 2).Text("b").Map(1).Text("c").List(1).Unsigned(ulong.MaxValue).Text("d").Real(1);
        byte[] whole = writer.Message.ToArray();
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var random = new CounterRandom(3, (ulong)i, 0);
            byte[] message = whole[..(int)random.NextDouble(1, whole.Length + 1)];
            for (int flips = (int)random.NextDouble(0, 4); flips > 0; flips--)
                message[(int)random.NextDouble(0, message.Length)] = (byte)random.NextDouble(0, 256);
            try
            {
                WireReader.Read(message);
            }
            catch (WireException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 10_000, 20_000);
    }

    private static WireMap Read(Action<WireWriter> write)
    {
        var writer = new WireWriter();
        write(writer);
        return WireReader.Read(writer.Message);
    }
}
