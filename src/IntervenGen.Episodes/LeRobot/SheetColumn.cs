using Parquet.Schema;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>A column of a Parquet file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">Type of its numbers in numpy's words, <c>string</c>, or <c>image</c> for the bytes and name of a PNG.</param>
/// <param name="IsList">Whether a row is a list.</param>
internal sealed record SheetColumn(string Name, string DType, bool IsList = false)
{
    /// <summary>The column as Parquet knows it: nullable, as Arrow writes every column.</summary>
    public Field ToField() => DType == "image"
        ? new StructField(Name, new DataField<byte[]>("bytes", nullable: true), new DataField("path", typeof(string), isNullable: true))
        : IsList ? new ListField(Name, Element("element")) : Element(Name);

    private DataField Element(string name) => DType switch
    {
        "float32" => new DataField<float>(name, nullable: true),
        "float64" => new DataField<double>(name, nullable: true),
        "int64" => new DataField<long>(name, nullable: true),
        "bool" => new DataField<bool>(name, nullable: true),
        "string" => new DataField(name, typeof(string), isNullable: true),
        _ => throw new ArgumentException($"there is no column of type '{DType}'"),
    };
}
