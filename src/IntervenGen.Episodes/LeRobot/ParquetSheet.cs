using System.Text.Json.Nodes;
using IntervenGen.Core;
using Parquet;
using Parquet.Schema;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>One Parquet file being written, a row group at a time. One thread.</summary>
/// <remarks>Snappy, with a dictionary where few values repeat. What is in memory is one row group and the footer of those before.</remarks>
internal sealed class ParquetSheet : IDisposable
{
    // A column whose first values are nearly all different has no use for a dictionary: the rest is not looked at.
    private const int DictionarySample = 256;

    // Buffers of the library that wait for the next row group; unbounded, they would be a leak.
    private const int PoolBytes = 16 << 20;

    private readonly FileStream _stream;
    private readonly ParquetWriter _writer;
    private readonly DataField[] _fields;
    private readonly ListLevels _levels;
    private ParquetRowGroupWriter? _group;
    private int _next;

    private ParquetSheet(FileStream stream, ParquetWriter writer, DataField[] fields, ListLevels levels)
    {
        _stream = stream;
        _writer = writer;
        _fields = fields;
        _levels = levels;
    }

    /// <summary>Bytes written so far.</summary>
    public long Length => _stream.Position;

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Creates a file; missing folders are created.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="columns">Its columns, in order.</param>
    /// <param name="metadata">What its footer says beside the schema.</param>
    /// <param name="levels">Levels of lists, shared by files of one shape.</param>
    public static ParquetSheet Create(
        string path, IEnumerable<SheetColumn> columns, IReadOnlyDictionary<string, string> metadata, ListLevels levels)
    {
        var schema = new ParquetSchema(columns.Select(column => column.ToField()));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
        var options = new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Snappy,
            DictionaryEncodingSampleSize = DictionarySample,
            MaximumSmallPoolFreeBytes = PoolBytes,
            MaximumLargePoolFreeBytes = PoolBytes,
        };
        ParquetWriter writer = Wait(ParquetWriter.CreateAsync(schema, stream, options));
        writer.CustomMetadata = metadata.ToDictionary();
        return new ParquetSheet(stream, writer, schema.GetDataFields(), levels);
    }

    /// <summary>The footer entry by which Hugging Face's datasets know the columns' types.</summary>
    public static Dictionary<string, string> FeaturesFooter(JsonObject features) => new()
    {
        ["huggingface"] = new JsonObject { ["info"] = new JsonObject { ["features"] = features } }.ToJsonString(),
    };

    /// <summary>Begins a row group; then every column is written once, in order.</summary>
    public void BeginRows(int rows)
    {
        _group = _writer.CreateRowGroup();
        _next = 0;
        Rows += rows;
    }

    /// <summary>Writes the next column, one value a row.</summary>
    public void Write<T>(ReadOnlyMemory<T> values)
        where T : unmanaged => WriteParts(values, _levels.OfValues(values.Length), null);

    /// <summary>Writes the next column, lists of equal length.</summary>
    /// <param name="values">Shape [rows × <paramref name="width"/>].</param>
    /// <param name="width">Length of each list.</param>
    public void WriteLists<T>(ReadOnlyMemory<T> values, int width)
        where T : unmanaged => WriteParts(values, _levels.OfElements(values.Length), _levels.Starts(values.Length, width));

    /// <summary>Writes the next column, one text a row.</summary>
    public void WriteTexts(IReadOnlyCollection<string> texts) => Wait(_group!.WriteAsync(_fields[_next++], texts));

    /// <summary>Writes the next column, a list of one text a row.</summary>
    public void WriteTextLists(IReadOnlyCollection<string> texts) =>
        Wait(_group!.WriteAsync(_fields[_next++], texts, _levels.Starts(texts.Count, 1)));

    /// <summary>Writes the next column, one PNG a row.</summary>
    public void WritePictures(IReadOnlyList<byte[]> pictures)
    {
        Wait(_group!.WriteAsync(_fields[_next++], pictures));
        Wait(_group!.WriteAsync(_fields[_next++], [.. Enumerable.Range(0, pictures.Count).Select(i => $"frame-{i:D6}.png")]));
    }

    /// <summary>Ends the row group.</summary>
    public void EndRows()
    {
        _group!.CompleteValidate();
        _group.Dispose();
        _group = null;
    }

    /// <summary>Writes the footer.</summary>
    /// <param name="toDisk">Whether to wait until the file is on the disk: of thousands of small ones, nobody waits for each.</param>
    /// <exception cref="IntervenGenException">The disk is full or failed.</exception>
    public void Complete(bool toDisk = true)
    {
        try
        {
            Wait(_writer.DisposeAsync());
            _stream.Flush(flushToDisk: toDisk);
        }
        catch (IOException exception)
        {
            throw new IntervenGenException($"'{_stream.Name}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // The reason why it was given up is being thrown already.
        }
    }

    // The stream answers at once: nothing is waited for.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private void WriteParts<T>(ReadOnlyMemory<T> values, ReadOnlyMemory<int> definitions, ReadOnlyMemory<int>? repetitions)
        where T : unmanaged
    {
        try
        {
            Wait(_group!.WriteAllPartsAsync(_fields[_next++], values, definitions, repetitions, default));
        }
        catch (IOException exception)
        {
            throw new IntervenGenException($"'{_stream.Name}' cannot be written: {exception.Message}", exception);
        }
    }
}
