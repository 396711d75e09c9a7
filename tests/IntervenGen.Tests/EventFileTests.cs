using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Tests;

public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_checksum_is_the_published_one()
    {
        Assert.Equal(0xE3069283, MaskedCrc32C.Crc("123456789"u8));
        // RFC 3720, B.4: 32 bytes of zeros, of ones, and counting up.
        Assert.Equal(0x8A9136AA, MaskedCrc32C.Crc(new byte[32]));
        Assert.Equal(0x62A8AB43u, MaskedCrc32C.Crc([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, MaskedCrc32C.Crc([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    [Fact]
    public void The_checksum_is_the_slow_one_at_every_length()
    {
        byte[] data = [.. Enumerable.Range(0, 100).Select(i => (byte)(i * 37))];
        for (int length = 0; length <= data.Length; length++)
            Assert.Equal(EventReader.Crc(data.AsSpan(0, length)), MaskedCrc32C.Crc(data.AsSpan(0, length)));
    }

    [Fact]
    public void What_was_added_is_read_back()
    {
        string path;
        using (EventFile events = EventFile.Create(_folder, 0))
        {
            path = events.Path;
            events.Scalar("loss/training", 50, -1.5);
            events.Scalar("näher", 3_000_000_000, double.PositiveInfinity);
            events.Picture("rollout", 7, new byte[300], 20, 10);
        }

        ReadEvent[] read = [.. EventReader.Read(path)];
        Assert.Equal(5, read.Length);
        Assert.Equal("brain.Event:2", read[0].Version);
        Assert.True(read[1].IsStart);
        Assert.Equal(("loss/training", 50L, -1.5f), (read[2].Tag, read[2].Step, read[2].Value));
        Assert.Equal(("näher", 3_000_000_000L, float.PositiveInfinity), (read[3].Tag, read[3].Step, read[3].Value));
        Assert.Equal(new byte[300], read[4].Picture);
        Assert.All(read, one => Assert.InRange(one.Time, 1.7e9, 1e11));
        Assert.Contains("tfevents", Path.GetFileName(path), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_added_can_be_read_at_once()
    {
        using EventFile events = EventFile.Create(_folder, 0);
        events.Scalar("a", 1, 2);
        string copy = Path.Combine(_folder, "copy");
        File.Copy(events.Path, copy);
        Assert.Equal(2, EventReader.Read(copy)[^1].Value);
    }

    [Fact]
    public void Two_files_of_one_moment_have_two_names()
    {
        using EventFile one = EventFile.Create(_folder, 0), two = EventFile.Create(_folder, 12);
        Assert.NotEqual(one.Path, two.Path);
        Assert.Equal(12, EventReader.Read(Copy(two))[1].Step);
    }

    [Fact]
    public void A_folder_that_is_a_file_is_refused()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Contains("is a file", Assert.Throws<UsageException>(() => EventFile.Create(file, 0)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "cannot hold TensorBoard's event files",
            Assert.Throws<UsageException>(() => EventFile.Create(Path.Combine(file, "below"), 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_beyond_ASCII_has_the_length_of_its_bytes()
    {
        ProtobufMessage message = new ProtobufMessage().Text(1, "ä");
        Assert.Equal((byte[])[0x0A, 2, .. Encoding.UTF8.GetBytes("ä")], message.Bytes);
        Assert.Equal((byte[])[0x10, 0xAC, 0x02], new ProtobufMessage().Integer(2, 300).Bytes);
    }

    private string Copy(EventFile events)
    {
        string copy = Path.Combine(_folder, Guid.NewGuid().ToString());
        File.Copy(events.Path, copy);
        return copy;
    }
}
