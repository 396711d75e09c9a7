using Parquet;
using Parquet.Schema;

namespace IntervenGen.Episodes.Tests.LeRobot;

/// <summary>A Parquet file, read whole for a test: every column with its row groups.</summary>
internal sealed class ParquetContent
{
    private readonly Dictionary<string, Column> _columns = [];

    public sealed record Column(Type Type, bool IsList, bool IsNullable, Array Values, int[] Lengths);

    public required IReadOnlyDictionary<string, string> Footer { get; init; }

    public required IReadOnlyList<long> GroupRows { get; init; }

    public long Rows => GroupRows.Sum();

    public IReadOnlyCollection<string> Names => _columns.Keys;

    public Column this[string name] => _columns[name];

    public T[] Get<T>(string name) => (T[])_columns[name].Values;

    public static async Task<ParquetContent> Read(string path)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(path);
        var groups = Enumerable.Range(0, reader.RowGroupCount).Select(reader.OpenRowGroupReader).ToArray();
        var content = new ParquetContent
        {
            Footer = reader.CustomMetadata.ToDictionary(),
            GroupRows = [.. groups.Select(group => group.RowCount)],
        };
        foreach (Field field in reader.Schema.Fields)
            content._columns[field.Name] = field is StructField pictures ? await Read(pictures, groups) : await Read(field, groups);
        return content;
    }

    private static async Task<Column> Read(StructField field, ParquetRowGroupReader[] groups)
    {
        Assert.Equal(["bytes", "path"], field.Fields.Select(part => part.Name));
        var pictures = new List<byte[]>();
        foreach (ParquetRowGroupReader group in groups)
        {
            var read = new byte[group.RowCount][];
            await group.ReadAsync((DataField)field.Fields[0], read.AsMemory()!);
            pictures.AddRange(read);
        }

        return new Column(typeof(byte[]), false, true, pictures.ToArray(), []);
    }

    private static async Task<Column> Read(Field field, ParquetRowGroupReader[] groups)
    {
        bool isList = field is ListField;
        DataField data = isList ? (DataField)((ListField)field).Item : (DataField)field;
        return data.ClrType switch
        {
            var type when type == typeof(float) => await Read<float>(field, data, groups),
            var type when type == typeof(double) => await Read<double>(field, data, groups),
            var type when type == typeof(long) => await Read<long>(field, data, groups),
            var type when type == typeof(bool) => await Read<bool>(field, data, groups),
            _ => await Read<ReadOnlyMemory<char>>(field, data, groups),
        };
    }

    private static async Task<Column> Read<T>(Field field, DataField data, ParquetRowGroupReader[] groups)
        where T : struct
    {
        bool isList = field is ListField;
        var values = new List<T>();
        var lengths = new List<int>();
        foreach (ParquetRowGroupReader group in groups)
        {
            int count = (int)group.GetMetadata(data)!.MetaData!.NumValues;
            var read = new T[count];
            int[] definitions = new int[count], repetitions = new int[count];
            await group.ReadRawAsync<T>(data, read, definitions, isList ? (Memory<int>?)repetitions : null, default);
            Assert.All(definitions, level => Assert.Equal(data.MaxDefinitionLevel, level));
            values.AddRange(read);
            foreach (int level in repetitions)
            {
                if (level == 0)
                    lengths.Add(0);
                lengths[^1]++;
            }

            Assert.Equal(group.RowCount, isList ? lengths.Count - (lengths.Count - repetitions.Count(level => level == 0)) : count);
        }

        Array array = typeof(T) == typeof(ReadOnlyMemory<char>)
            ? values.Select(text => text.ToString()!).ToArray()
            : values.ToArray();
        return new Column(typeof(T) == typeof(ReadOnlyMemory<char>) ? typeof(string) : typeof(T), isList, field.IsNullable, array, [.. lengths]);
    }
}
