using System.Numerics;
using System.Runtime.CompilerServices;
using IntervenGen.Core;
using Parquet;
using Parquet.Schema;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>A Parquet file of anybody's, read a column of a row group at a time, within limits. One thread.</summary>
/// <remarks>Every failure is an <see cref="EpisodeFormatException"/> that names the file and the column.</remarks>
internal sealed class ParquetTable : IDisposable
{
    // As much as of an array of HDF5.
    private const long MaxColumnBytes = 128 << 20;

    private readonly string _path;
    private readonly ParquetReader _reader;
    private readonly Dictionary<string, Field> _fields;
    private readonly ParquetRowGroupReader[] _groups;

    private ParquetTable(string path, ParquetReader reader)
    {
        _path = path;
        _reader = reader;
        _fields = reader.Schema.Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        _groups = [.. Enumerable.Range(0, reader.RowGroupCount).Select(reader.OpenRowGroupReader)];
        Rows = [.. _groups.Select(group => checked((int)group.RowCount))];
    }

    /// <summary>Rows of each row group.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Opens a file.</summary>
    public static ParquetTable Open(string path)
    {
        if (!File.Exists(path))
            throw new EpisodeFormatException($"'{path}': there is no such file, and the dataset's metadata name it");
        return Guard(path, "the footer", () => new ParquetTable(path, ParquetReader.CreateAsync(path).GetAwaiter().GetResult()));
    }

    /// <summary>Whether there is a column of that name.</summary>
    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>Reads a column of numbers; booleans are 0 and 1.</summary>
    /// <param name="group">Index of the row group.</param>
    /// <param name="name">Its name.</param>
    /// <param name="width">Numbers of a row: 1 for a plain column, otherwise the length of each list.</param>
    /// <returns>Shape [rows × width].</returns>
    public T[] Read<T>(int group, string name, int width)
        where T : unmanaged, INumber<T>
    {
        (DataField data, bool isList) = Data(name);
        if (isList != width > 1)
            throw Wrong(name, $"is a column of {(isList ? "lists" : "single values")}, expected {width} numbers a row");
        return data.ClrType switch
        {
            var type when type == typeof(float) => Read<float, T>(group, name, width),
            var type when type == typeof(double) => Read<double, T>(group, name, width),
            var type when type == typeof(long) => Read<long, T>(group, name, width),
            var type when type == typeof(int) => Read<int, T>(group, name, width),
            var type when type == typeof(short) => Read<short, T>(group, name, width),
            var type when type == typeof(sbyte) => Read<sbyte, T>(group, name, width),
            var type when type == typeof(byte) => Read<byte, T>(group, name, width),
            var type when type == typeof(bool) => [.. Raw<bool>(group, name, width).Select(value => value ? T.One : T.Zero)],
            var type => throw Wrong(name, $"is of type {type.Name}, expected numbers"),
        };
    }

    /// <summary>Reads a column of texts, one a row.</summary>
    public string[] ReadTexts(int group, string name) => [.. Raw<ReadOnlyMemory<char>>(group, name, 1).Select(text => text.ToString())];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ParquetRowGroupReader group in _groups)
            group.Dispose();
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static T Guard<T>(string path, string what, Func<T> read)
    {
        try
        {
            return read();
        }
        // The library meets damaged bytes with exceptions of every kind.
        catch (Exception exception) when (exception is not (IntervenGenException or OutOfMemoryException))
        {
            throw new EpisodeFormatException($"'{path}', {what}: cannot be read: {exception.Message}", exception);
        }
    }

    private T[] Read<TStored, T>(int group, string name, int width)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        TStored[] values = Raw<TStored>(group, name, width);
        if (values is T[] same)
            return same;
        var converted = new T[values.Length];
        for (int i = 0; i < values.Length; i++)
            converted[i] = T.CreateSaturating(values[i]);
        return converted;
    }

    private T[] Raw<T>(int group, string name, int width)
        where T : struct
    {
        (DataField data, bool isList) = Data(name);
        return Guard(_path, $"column '{name}'", () =>
        {
            long count = _groups[group].GetMetadata(data)?.MetaData?.NumValues ?? -1, expected = (long)Rows[group] * width;
            if (count != expected)
                throw Wrong(name, $"row group {group} holds {count} values, expected {Rows[group]} rows of {width}");
            if (count * (Unsafe.SizeOf<T>() + (2 * sizeof(int))) > MaxColumnBytes)
                throw Wrong(name, $"row group {group} holds {count} values; at most {MaxColumnBytes} bytes are read at once");
            var values = new T[count];
            int[] definitions = new int[count], repetitions = new int[isList ? count : 0];
            _groups[group].ReadRawAsync<T>(
                data, values, data.MaxDefinitionLevel > 0 ? definitions : null, isList ? (Memory<int>?)repetitions : null, default)
                .AsTask().GetAwaiter().GetResult();
            if (data.MaxDefinitionLevel > 0 && definitions.AsSpan().ContainsAnyExcept(data.MaxDefinitionLevel))
                throw Wrong(name, $"row group {group} has rows without a value");
            for (int i = 0; i < repetitions.Length; i++)
            {
                if (repetitions[i] != (i % width == 0 ? 0 : 1))
                    throw Wrong(name, $"row group {group} has lists of another length than {width}");
            }

            return values;
        });
    }

    private (DataField Data, bool IsList) Data(string name) => _fields.GetValueOrDefault(name) switch
    {
        DataField data => (data, data.IsArray),
        ListField { Item: DataField item } => (item, true),
        null => throw Wrong(name, $"there is no such column; the file has {string.Join(", ", _fields.Keys.Take(12))}"),
        Field other => throw Wrong(name, $"is of type {other.SchemaType}, expected numbers or lists of them"),
    };

    private EpisodeFormatException Wrong(string name, string what) => new($"'{_path}', column '{name}': {what}");
}
