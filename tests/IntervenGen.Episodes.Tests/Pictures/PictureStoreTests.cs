using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Episodes.Pictures;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Pictures;

public sealed class PictureStoreTests : IDisposable
{
    private const int Attempts = 12;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PictureKind.Rgb)]
    [InlineData(PictureKind.Depth)]
    [InlineData(PictureKind.Segmentation)]
    public void Pictures_survive_write_and_read(PictureKind kind)
    {
        using var dataset = EpisodeStore.Open(_folder.Write(Attempts));
        Write(dataset, kind);
        using PictureStore pictures = PictureStore.Open(dataset, "agentview", kind);
        Assert.True(pictures.Pictures > 20);
        for (int episode = 0; episode < dataset.Count; episode++)
        {
            int steps = dataset.StepsOf(episode);
            var read = new byte[steps * pictures.Format.PictureBytes];
            pictures.Read(episode, 0, read);
            for (int step = 0; step < steps; step++)
                Assert.True(Picture(pictures.Format, episode, step).AsSpan().SequenceEqual(
                    read.AsSpan(step * pictures.Format.PictureBytes, pictures.Format.PictureBytes)));
        }
    }

    [Fact]
    public void Some_steps_are_read_without_the_others()
    {
        using var dataset = EpisodeStore.Open(_folder.Write(Attempts));
        Write(dataset, PictureKind.Rgb);
        using PictureStore pictures = PictureStore.Open(dataset, "agentview", PictureKind.Rgb);
        int size = pictures.Format.PictureBytes;
        var two = new byte[2 * size];
        pictures.Read(1, 1, two);
        Assert.Equal(Picture(pictures.Format, 1, 1), two[..size]);
        Assert.Equal(Picture(pictures.Format, 1, 2), two[size..]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Interrupted_writing_goes_on_to_the_same_bytes(int torn)
    {
        using var whole = EpisodeStore.Open(_folder.Write(Attempts, name: "whole.igen"));
        using var stopped = EpisodeStore.Open(_folder.Write(Attempts, name: "stopped.igen"));
        Write(whole, PictureKind.Rgb);
        Write(stopped, PictureKind.Rgb, until: 3);
        string data = Path.Combine(stopped.Folder, "pictures", "agentview-rgb.bin");
        using (var file = new FileStream(data, FileMode.Open))
            file.SetLength(file.Length - torn);
        Assert.Throws<UsageException>(() => PictureStore.Open(stopped, "agentview", PictureKind.Rgb));
        Write(stopped, PictureKind.Rgb);
        TemporaryFolder.AssertSameFiles(Path.Combine(whole.Folder, "pictures"), Path.Combine(stopped.Folder, "pictures"));
    }

    [Fact]
    public void A_changed_byte_of_a_picture_is_an_error_that_names_the_place()
    {
        using var dataset = EpisodeStore.Open(_folder.Write(Attempts));
        Write(dataset, PictureKind.Depth);
        string data = Path.Combine(dataset.Folder, "pictures", "agentview-depth.bin");
        byte[] bytes = File.ReadAllBytes(data);
        // Behind the first header.
        bytes[100] ^= 1;
        File.WriteAllBytes(data, bytes);
        using PictureStore pictures = PictureStore.Open(dataset, "agentview", PictureKind.Depth);
        EpisodeFormatException error = Assert.Throws<EpisodeFormatException>(pictures.Verify);
        Assert.Contains("hash of pictures", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_another_size_are_replaced_only_when_asked()
    {
        using var dataset = EpisodeStore.Open(_folder.Write(Attempts));
        Write(dataset, PictureKind.Rgb);
        PictureFormat other = Format(dataset, PictureKind.Rgb) with { Camera = Camera with { Width = 5 } };
        using PictureLock hold = PictureLock.Take(dataset);
        UsageException error = Assert.Throws<UsageException>(() => PictureStoreWriter.OpenOrCreate(dataset, hold, other));
        Assert.Contains("--overwrite", error.Message, StringComparison.Ordinal);
        using PictureStoreWriter writer = PictureStoreWriter.OpenOrCreate(dataset, hold, other, overwrite: true);
        Assert.Equal(0, writer.Episodes);
    }

    [Fact]
    public void Two_processes_do_not_write_pictures_of_one_dataset()
    {
        using var dataset = EpisodeStore.Open(_folder.Write(Attempts));
        using PictureLock hold = PictureLock.Take(dataset);
        Assert.Throws<UsageException>(() => PictureLock.Take(dataset));
    }

    [Fact]
    public void Pictures_that_are_not_there_are_said_with_how_to_make_them()
    {
        using var dataset = EpisodeStore.Open(_folder.Write(Attempts));
        UsageException error = Assert.Throws<UsageException>(() => PictureStore.Open(dataset, "frontview", PictureKind.Rgb));
        Assert.Contains("igen dataset render", error.Message, StringComparison.Ordinal);
        Assert.Empty(PictureStore.List(dataset));
    }

    [Fact]
    public void Facts_of_a_camera_survive_write_and_read()
    {
        using var dataset = EpisodeStore.Open(_folder.Write(Attempts));
        Write(dataset, PictureKind.Segmentation);
        PictureFormat read = Assert.Single(PictureStore.List(dataset));
        Assert.Equal(Camera, read.Camera);
        Assert.Equal(new PictureLabel("peg", "peg", "square_peg"), Assert.Single(read.Labels));
        Assert.Equal(dataset.Manifest.Totals!.Digest, read.Dataset);
        Assert.Equal(dataset.StepCount, read.Totals!.Pictures);
    }

    [Fact]
    public void Writing_and_reading_pictures_allocates_nothing()
    {
        using var dataset = EpisodeStore.Open(_folder.Write(Attempts));
        Write(dataset, PictureKind.Rgb);
        using PictureStore pictures = PictureStore.Open(dataset, "agentview", PictureKind.Rgb);
        var block = new PictureBlock(pictures.Format);
        var read = new byte[pictures.Format.PictureBytes];
        long before = 0;
        for (int round = 0; round < 300; round++)
        {
            if (round == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            block.Begin(0, 1);
            block.Add(read);
            block.End();
            pictures.Read(round % 2, 0, read);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static PictureCamera Camera => new()
    {
        Name = "agentview",
        Width = 7,
        Height = 3,
        FovyDegrees = 45,
        Body = "hand",
        MountFromCamera = new Pose(new Vec3(1, 2, 3), Quat.FromAxisAngle(Vec3.UnitX, 0.5)),
        Source = "task",
    };

    private static PictureFormat Format(EpisodeStore dataset, PictureKind kind) => new()
    {
        Dataset = dataset.Manifest.Totals!.Digest,
        Camera = Camera,
        Kind = kind,
        Renderer = "a test's",
        Labels = kind == PictureKind.Segmentation ? [new PictureLabel("peg", "peg", "square_peg")] : [],
    };

    private static byte[] Picture(PictureFormat format, int episode, int step)
    {
        var random = new CounterRandom((ulong)episode, (ulong)step, 1);
        var numbers = new ulong[(format.PictureBytes / 8) + 1];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = (ulong)(random.NextDouble() * ulong.MaxValue);
        return MemoryMarshal.AsBytes<ulong>(numbers)[..format.PictureBytes].ToArray();
    }

    private static void Write(EpisodeStore dataset, PictureKind kind, int until = int.MaxValue)
    {
        PictureFormat format = Format(dataset, kind);
        using PictureLock hold = PictureLock.Take(dataset);
        using PictureStoreWriter writer = PictureStoreWriter.OpenOrCreate(dataset, hold, format);
        var block = new PictureBlock(format);
        while (writer.Episodes < Math.Min(until, dataset.Count))
        {
            int episode = writer.Episodes, steps = dataset.StepsOf(episode);
            block.Begin(episode, steps);
            for (int step = 0; step < steps; step++)
                block.Add(Picture(format, episode, step));
            block.End();
            writer.Append(block);
        }

        if (writer.Episodes == dataset.Count)
            writer.Complete();
    }
}
