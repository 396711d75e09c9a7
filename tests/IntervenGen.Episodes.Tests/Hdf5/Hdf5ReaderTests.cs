using System.Runtime.CompilerServices;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;

namespace IntervenGen.Episodes.Tests.Hdf5;

/// <summary>Reads files that h5py wrote in each of its layouts; <c>Fixtures/make.py</c> says what is in them.</summary>
public sealed class Hdf5ReaderTests
{
    public static TheoryData<string> Layouts => ["earliest", "v108", "latest", "userblock"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Every_group_array_and_attribute_of_a_demonstration_is_read(string layout)
    {
        using Hdf5Reader file = Open(layout);
        Hdf5ReaderGroup data = file.Root.OpenGroup("data");
        Assert.Equal(30, data.Names().Count);
        for (int i = 0; i < 30; i++)
        {
            Hdf5ReaderGroup demo = data.OpenGroup($"demo_{i}");
            Assert.Equal(i, demo.TryReadInteger("num_samples"));
            Assert.Equal(100 * i, demo.TryReadText("model_file")!.Length);
            Assert.Equal(Values(6).Select(value => value + i), demo.ReadArray<double>("actions", out int[] shape));
            Assert.Equal([3, 2], shape);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Numbers_of_every_size_order_and_sign_are_converted(string layout)
    {
        using Hdf5Reader file = Open(layout);
        Hdf5ReaderGroup numbers = file.Root.OpenGroup("numbers");
        string[] kinds = [.. numbers.Names().Where(name => name.Contains(' ', StringComparison.Ordinal))];
        Assert.Equal(13, kinds.Length);
        foreach (string kind in kinds)
        {
            Assert.Equal(Enumerable.Range(0, 12).Select(i => (double)i), numbers.ReadArray<double>(kind, out int[] shape));
            Assert.Equal([3, 4], shape);
            Assert.Equal(Enumerable.Range(0, 12).Select(i => (long)i), numbers.ReadArray<long>(kind, out _));
        }

        Assert.Equal([1, 0, 1], numbers.ReadArray<byte>("booleans", out _));
        Assert.Equal([3.25f], numbers.ReadArray<float>("one", out int[] scalar));
        Assert.Empty(scalar);
        Assert.Empty(numbers.ReadArray<double>("none", out int[] none));
        Assert.Equal([0, 7], none);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Chunks_are_put_together_whatever_index_and_filters_they_have(string layout)
    {
        using Hdf5Reader file = Open(layout);
        Hdf5ReaderGroup chunked = file.Root.OpenGroup("chunked");
        double[] cube = Values(17 * 11 * 3);
        foreach (string name in (string[])["plain", "gzip", "all filters", "lzf", "one chunk", "one plain chunk"])
        {
            Assert.Equal(cube, chunked.ReadArray<double>(name, out int[] shape));
            Assert.Equal([17, 11, 3], shape);
        }

        double[] slice = [.. cube.Where((_, i) => i % 3 == 0)];
        Assert.Equal(slice, chunked.ReadArray<double>("grows both ways", out _));
        Assert.Equal(slice, chunked.ReadArray<double>("grows both ways, gzip", out _));
        Assert.Equal(Values(1500), chunked.ReadArray<double>("many chunks", out _));
        Assert.Equal(Values(5), chunked.ReadArray<double>("compact", out _));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i is >= 50 and < 60 ? 1 : 7.5), chunked.ReadArray<double>("hole", out _));
        Assert.Equal(Enumerable.Repeat(2.0, 10), chunked.ReadArray<double>("unwritten", out _));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Many_attributes_long_texts_and_links_inside_the_file_are_found(string layout)
    {
        using Hdf5Reader file = Open(layout);
        Hdf5ReaderGroup many = file.Root.OpenGroup("many"), mask = file.Root.OpenGroup("mask");
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal($"value {i}", many.TryReadText($"attribute {i}")));
        Assert.Equal(layout == "latest" ? 70_000 : null, many.TryReadText("long")?.Length);
        Assert.Null(many.TryReadText("attribute 20"));
        Assert.Equal("abc", file.Root.TryReadText("fixed"));
        Assert.Equal("grüße", file.Root.TryReadText("text"));
        Assert.Equal(["demo_1", "demo_22"], mask.ReadStrings("train"));
        Assert.Equal(["a", "bb", new string('c', 300)], mask.ReadStrings("texts"));
        Assert.Equal([3.25], file.Root.ReadArray<double>("soft", out _));
        Assert.Equal([3.25], file.Root.ReadArray<double>("relative", out _));
        Assert.Equal([3.25], file.Root.ReadArray<double>("numbers/one", out _));
        Assert.Contains("circle", Complaint(() => file.Root.Exists("circle")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_resizable_array_of_the_newest_layout_is_refused_by_name()
    {
        using Hdf5Reader file = Open("latest");
        Assert.Contains("h5repack", Complaint(() => file.Root.OpenGroup("chunked").ReadArray<double>("grows", out _)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link", "is a link into the file '/etc/passwd', which is not opened")]
    [InlineData("storage", "keeps its elements in another file, which is not opened")]
    [InlineData("virtual", "virtual dataset")]
    [InlineData("claimed", "has shape [1099511627776], too large to be read")]
    [InlineData("record", "is an array of records, expected numbers")]
    [InlineData("scaled", "is compressed with scale-offset, which is not read")]
    public void What_leads_out_of_the_file_or_is_not_read_is_named(string name, string reason)
    {
        using Hdf5Reader file = Open("elsewhere");
        string message = Complaint(() => file.Root.ReadArray<double>(name, out _));
        Assert.Contains("elsewhere.hdf5", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_that_is_an_array_is_refused_where_one_value_is_meant()
    {
        using Hdf5Reader file = Open("earliest");
        Assert.Contains("of shape [3], expected one text", Complaint(() => file.Root.TryReadText("list")), StringComparison.Ordinal);
        Assert.Contains("of shape [3], expected one number", Complaint(() => file.Root.TryReadInteger("list")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_chunk_that_asks_for_a_dictionary_is_refused_as_damaged()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Fixture("earliest"));
        // The two bytes that a deflate stream of level 4 begins with, and those of one that asks for a dictionary.
        ReadOnlySpan<byte> plain = [0x78, 0x5e], asking = [0x78, 0x20];
        int at = bytes.AsSpan().IndexOf(plain);
        Assert.True(at > 0);
        for (; at >= 0; at = bytes.AsSpan().IndexOf(plain))
            asking.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(folder["a.hdf5"], bytes);
        using Hdf5Reader file = Hdf5Reader.Open(folder["a.hdf5"]);
        string message = Complaint(() => file.Root.OpenGroup("chunked").ReadArray<double>("gzip", out _));
        Assert.Contains("stream of a chunk is broken", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_converted_count_as_stored_and_as_read()
    {
        // Twelve numbers: 96 bytes as doubles.
        using var file = Hdf5Reader.Open(Fixture("earliest"), new Hdf5Limits { MaxArrayBytes = 100 });
        Hdf5ReaderGroup numbers = file.Root.OpenGroup("numbers");
        int read = 0, refused = 0;
        foreach (string kind in numbers.Names().Where(name => name.Contains(' ', StringComparison.Ordinal)))
        {
            try
            {
                read += numbers.ReadArray<double>(kind, out _).Length;
            }
            catch (EpisodeFormatException exception)
            {
                Assert.Contains("before they are converted; at most 100 are read", exception.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.Equal((24, 11), (read, refused));
    }

    [Fact]
    public void A_data_space_without_elements_cannot_have_sizes()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.hdf5"], [0]);
        using var file = new FileBytes(folder["a.hdf5"], new Hdf5Limits());
        byte[] empty = [2, 0, 0, 2], sized = [2, 1, 0, 2, 6, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(0, Dataspace.Parse(file, new ByteCursor(file, empty, 0, "data space")).Count);
        string message = Complaint(() => Dataspace.Parse(file, new ByteCursor(file, sized, 0, "data space")));
        Assert.Contains("without elements that has 1 sizes", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "Git LFS pointer")]
    [InlineData("PK\u0003\u0004 and more", "zip archive")]
    [InlineData("<!DOCTYPE html>", "web page")]
    [InlineData("", "it is empty")]
    public void A_file_of_another_kind_is_said_to_be_what_it_is(string content, string kind)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.hdf5"], content);
        Assert.Contains(kind, Complaint(() => Hdf5Reader.Open(folder["a.hdf5"])), StringComparison.Ordinal);
    }

    private static string Complaint(Action action) => Assert.Throws<EpisodeFormatException>(action).Message;

    private static double[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => (37 * i % 101 / 8.0) - 6)];

    private static Hdf5Reader Open(string name) => Hdf5Reader.Open(Fixture(name));

    private static string Fixture(string name, [CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "Fixtures", name + ".hdf5");
}
