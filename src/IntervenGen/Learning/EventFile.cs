using System.Buffers.Binary;
using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>One event file of TensorBoard: a record for each scalar or picture, with the time at which it was added.</summary>
/// <remarks>
/// A record is its length (uint64), the masked checksum of these eight bytes, the event, and its masked checksum, all little-endian.
/// Every record is handed to the system whole, so that a killed process leaves no half one but the last. One thread.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5, SessionLog = 7;
    private const int SummaryValue = 1, Tag = 1, SimpleValue = 2, Image = 4;
    private const int Height = 1, Width = 2, ColourSpace = 3, EncodedImage = 4, Rgb = 3;
    private const int Status = 1, Start = 1;

    private static int s_files;

    private readonly FileStream _file;

    private EventFile(FileStream file) => _file = file;

    /// <summary>Path of the file.</summary>
    public string Path => _file.Name;

    /// <summary>Begins a file; whoever reads the folder drops events of earlier files from a step on.</summary>
    /// <param name="folder">The run's folder; created with its parents.</param>
    /// <param name="firstStep">The first step that this file repeats or adds.</param>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public static EventFile Create(string folder, long firstStep)
    {
        try
        {
            OutputFolder.Ensure(folder);
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}.{Environment.MachineName}.{Environment.ProcessId}." +
                $"{Interlocked.Increment(ref s_files) - 1}");
            // Readers follow the file while it grows; the stream's own buffer would keep whole minutes from them.
            var file = new EventFile(new FileStream(
                System.IO.Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0));
            file.Add(new ProtobufMessage().Double(WallTime, Now).Text(FileVersion, "brain.Event:2"));
            file.Add(new ProtobufMessage().Double(WallTime, Now).Integer(Step, firstStep)
                .Message(SessionLog, new ProtobufMessage().Integer(Status, Start)));
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{folder}' cannot hold TensorBoard's event files: {exception.Message}", exception);
        }
    }

    /// <summary>Adds a number.</summary>
    public void Scalar(string tag, long step, double value) =>
        AddSummary(step, new ProtobufMessage().Text(Tag, tag).Float(SimpleValue, (float)value));

    /// <summary>Adds a picture.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="step">The gradient step that it belongs to.</param>
    /// <param name="png">The picture, RGB, as PNG.</param>
    /// <param name="width">Its width, pixels.</param>
    /// <param name="height">Its height, pixels.</param>
    public void Picture(string tag, long step, ReadOnlySpan<byte> png, int width, int height) => AddSummary(
        step, new ProtobufMessage().Text(Tag, tag).Message(Image, new ProtobufMessage()
            .Integer(Height, height).Integer(Width, width).Integer(ColourSpace, Rgb).Block(EncodedImage, png)));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static double Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private void AddSummary(long step, ProtobufMessage value) => Add(new ProtobufMessage()
        .Double(WallTime, Now).Integer(Step, step).Message(Summary, new ProtobufMessage().Message(SummaryValue, value)));

    private void Add(ProtobufMessage message)
    {
        ReadOnlySpan<byte> data = message.Bytes;
        byte[] record = new byte[sizeof(ulong) + sizeof(uint) + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc32C.Of(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), MaskedCrc32C.Of(data));
        _file.Write(record);
    }
}
