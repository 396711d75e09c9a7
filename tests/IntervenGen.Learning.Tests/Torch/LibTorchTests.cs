using System.Text;
using IntervenGen.Core;
using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning.Tests.Torch;

/// <summary>How libtorch is found and made to load.</summary>
public sealed class LibTorchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-torch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_loaded_version_is_the_one_that_TorchSharp_was_made_for() => Assert.Equal(LibTorchFolder.Version, LibTorch.Version);

    [Theory]
    [InlineData("")]
    [InlineData("lib")]
    public void A_named_libtorch_or_PyTorch_is_found(string below)
    {
        Directory.CreateDirectory(Path.Combine(_folder, below));
        File.WriteAllText(Path.Combine(_folder, below, "libtorch_cpu.so"), "");
        Assert.Equal(Path.Combine(_folder, below), LibTorchFolder.Find(_folder));
        Assert.False(LibTorchFolder.HasCuda(LibTorchFolder.Find(_folder)));
        File.WriteAllText(Path.Combine(_folder, below, "libtorch_cuda.so"), "");
        Assert.True(LibTorchFolder.HasCuda(LibTorchFolder.Find(_folder)));
    }

    [Fact]
    public void A_named_folder_without_libtorch_is_refused_by_name()
    {
        string message = Assert.Throws<UsageException>(() => LibTorchFolder.Find(_folder)).Message;
        Assert.Contains($"LIBTORCH_HOME is '{_folder}'", message, StringComparison.Ordinal);
        Assert.Contains("libtorch_cpu.so", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_needed_version_becomes_weak_and_nothing_else_changes()
    {
        byte[] library = Library("GLIBCXX_3.4.30", "GLIBCXX_3.4.32");
        byte[] before = [.. library];
        Assert.Equal(1, ElfVersionNeeds.Weaken(library, "GLIBCXX_3.4.32"));
        int[] changed = [.. Enumerable.Range(0, library.Length).Where(i => library[i] != before[i])];
        Assert.Equal(2, library[Assert.Single(changed)] - before[changed[0]]);
    }

    [Fact]
    public void A_version_that_is_not_needed_is_not_found()
    {
        byte[] library = Library("GLIBCXX_3.4.30");
        byte[] before = [.. library];
        Assert.Equal(0, ElfVersionNeeds.Weaken(library, "GLIBCXX_3.4.32"));
        Assert.Equal(before, library);
    }

    [Fact]
    public void What_is_no_library_is_refused() =>
        Assert.Throws<EpisodeFormatException>(() => ElfVersionNeeds.Weaken(Encoding.ASCII.GetBytes(new string('x', 100)), "V"));

    [Fact]
    public void A_library_that_was_cut_or_damaged_is_refused_or_left_alone()
    {
        byte[] library = Library("GLIBCXX_3.4.30", "GLIBCXX_3.4.32");
        for (int length = 0; length < library.Length; length++)
        {
            byte[] cut = library[..length];
            if (Record.Exception(() => ElfVersionNeeds.Weaken(cut, "GLIBCXX_3.4.32")) is { } exception)
                Assert.IsType<EpisodeFormatException>(exception);
        }

        for (int i = 6; i < library.Length; i++)
        {
            byte[] damaged = [.. library];
            damaged[i] ^= 0xFF;
            if (Record.Exception(() => ElfVersionNeeds.Weaken(damaged, "GLIBCXX_3.4.32")) is { } exception)
                Assert.IsType<EpisodeFormatException>(exception);
        }
    }

    // An ELF header, the needed versions of one library, their names, and two section headers.
    private static byte[] Library(params string[] versions)
    {
        const int needs = 64;
        int strings = needs + 16 + (16 * versions.Length);
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        string names = string.Join('\0', versions) + '\0';
        int sections = strings + names.Length;
        writer.Write([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]);
        bytes.SetLength(needs);
        bytes.Position = 40;
        writer.Write((long)sections);
        bytes.Position = 58;
        writer.Write((short)64);
        writer.Write((short)2);
        bytes.Position = needs;
        writer.Write((short)1);
        writer.Write((short)versions.Length);
        writer.Write(0);
        writer.Write(16);
        writer.Write(0);
        for (int i = 0, name = 0; i < versions.Length; name += versions[i++].Length + 1)
        {
            writer.Write(0);
            writer.Write((short)0);
            writer.Write((short)(i + 2));
            writer.Write(name);
            writer.Write(i + 1 < versions.Length ? 16 : 0);
        }

        writer.Write(Encoding.ASCII.GetBytes(names));
        Section(writer, kind: 0x6ffffffe, needs, link: 1, info: 1);
        Section(writer, kind: 3, strings, link: 0, info: 0);
        return bytes.ToArray();
    }

    private static void Section(BinaryWriter writer, uint kind, long offset, int link, int info)
    {
        writer.Write(0);
        writer.Write(kind);
        writer.Write(0L);
        writer.Write(0L);
        writer.Write(offset);
        writer.Write(0L);
        writer.Write(link);
        writer.Write(info);
        writer.Write(0L);
        writer.Write(0L);
    }
}
