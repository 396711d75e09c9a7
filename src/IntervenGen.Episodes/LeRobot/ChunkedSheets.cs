namespace IntervenGen.Episodes.LeRobot;

/// <summary>A table of version 3.0 in several Parquet files: each is ended before it is larger than LeRobot's limit.</summary>
internal sealed class ChunkedSheets(
    string root, string table, IReadOnlyList<SheetColumn> columns, IReadOnlyDictionary<string, string> footer, long maxBytes) : IDisposable
{
    private readonly ListLevels _levels = new();
    private ParquetSheet? _sheet;

    /// <summary>Where rows go now.</summary>
    public FilePlace Place { get; private set; }

    /// <summary>The file for so many more rows: the present one, or the next where it would grow beyond the limit.</summary>
    /// <remarks>LeRobot's rule: what a row took so far is what the next ones will take.</remarks>
    public ParquetSheet For(int rows)
    {
        if (_sheet is { Rows: > 0 } sheet && sheet.Length + (sheet.Length / (double)sheet.Rows * rows) >= maxBytes)
        {
            End();
            Place = Place.Next;
        }

        return _sheet ??= ParquetSheet.Create(Path.Combine(root, Place.Path(table, ".parquet")), columns, footer, _levels);
    }

    /// <summary>Ends the last file.</summary>
    public void Complete() => End();

    /// <inheritdoc/>
    public void Dispose() => _sheet?.Dispose();

    private void End()
    {
        _sheet?.Complete();
        _sheet?.Dispose();
        _sheet = null;
    }
}
