namespace IntervenGen.Episodes.LeRobot;

/// <summary>The table <c>meta/episodes</c> of version 3.0: where each episode is, and its statistics.</summary>
/// <remarks>There are some hundred columns, so rows are gathered: a row group for each would be mostly footer.</remarks>
internal sealed class EpisodeSheet : IDisposable
{
    private const int RowsTogether = 100;
    private const string Table = "meta/episodes";

    private static readonly SheetColumn[] s_columns =
    [
        new(LeRobotNames.Episode, "int64"), new("tasks", "string", IsList: true), new("length", "int64"),
        new("data/chunk_index", "int64"), new("data/file_index", "int64"),
        new("dataset_from_index", "int64"), new("dataset_to_index", "int64"),
    ];

    private readonly LeRobotPlan _plan;
    private readonly ChunkedSheets _sheets;
    private readonly List<Row> _rows = [];

    public EpisodeSheet(LeRobotPlan plan, long maxBytes)
    {
        _plan = plan;
        string[] names = [.. new FeatureStatistics(0).Named.Select(pair => pair.Name)];
        SheetColumn[] columns =
        [
            .. s_columns,
            .. plan.Films.SelectMany(film => (SheetColumn[])[
                new($"videos/{film.Name}/chunk_index", "int64"), new($"videos/{film.Name}/file_index", "int64"),
                new($"videos/{film.Name}/from_timestamp", "float64"), new($"videos/{film.Name}/to_timestamp", "float64")]),
            .. plan.Columns.SelectMany(feature => (SheetColumn[])[
                .. names.Select(name => new SheetColumn($"stats/{feature.Name}/{name}", "float64", IsList: true)),
                new SheetColumn($"stats/{feature.Name}/count", "int64", IsList: true)]),
            new SheetColumn($"{Table}/chunk_index", "int64"), new SheetColumn($"{Table}/file_index", "int64"),
        ];
        _sheets = new ChunkedSheets(plan.Root, Table, columns, new Dictionary<string, string>(), maxBytes);
    }

    /// <summary>Adds an episode.</summary>
    /// <param name="entry">The episode.</param>
    /// <param name="data">The file of its steps.</param>
    public void Add(EpisodeEntry entry, FilePlace data)
    {
        _rows.Add(new Row(entry, data, [.. _plan.Films.Select(film => film.Place)]));
        if (_rows.Count == RowsTogether)
            Flush();
    }

    /// <summary>Ends the last file.</summary>
    public void Complete()
    {
        Flush();
        _sheets.Complete();
    }

    /// <inheritdoc/>
    public void Dispose() => _sheets.Dispose();

    private void Flush()
    {
        if (_rows.Count == 0)
            return;
        ParquetSheet sheet = _sheets.For(_rows.Count);
        sheet.BeginRows(_rows.Count);
        Whole(sheet, row => row.Entry.Episode);
        sheet.WriteTextLists([.. Enumerable.Repeat(_plan.Instruction, _rows.Count)]);
        Whole(sheet, row => row.Entry.Length);
        Whole(sheet, row => row.Data.Chunk);
        Whole(sheet, row => row.Data.File);
        Whole(sheet, row => row.Entry.FirstFrame);
        Whole(sheet, row => row.Entry.FirstFrame + row.Entry.Length);
        for (int i = 0; i < _plan.Films.Count; i++)
        {
            int film = i;
            Whole(sheet, row => row.Films[film].File.Chunk);
            Whole(sheet, row => row.Films[film].File.File);
            sheet.Write<double>(_rows.Select(row => row.Films[film].From).ToArray());
            sheet.Write<double>(_rows.Select(row => row.Films[film].To).ToArray());
        }

        for (int i = 0; i < _plan.Columns.Count; i++)
            Statistics(sheet, i);
        Whole(sheet, _ => _sheets.Place.Chunk);
        Whole(sheet, _ => _sheets.Place.File);
        sheet.EndRows();
        _rows.Clear();
    }

    private void Statistics(ParquetSheet sheet, int feature)
    {
        double[][][] numbers = [.. _rows.Select(row => row.Entry.Statistics[feature].Named.Select(pair => pair.Numbers).ToArray())];
        for (int i = 0; i < numbers[0].Length; i++)
            sheet.WriteLists<double>(numbers.SelectMany(row => row[i]).ToArray(), _plan.Columns[feature].Width);
        sheet.WriteLists<long>(_rows.Select(row => row.Entry.Statistics[feature].Count).ToArray(), 1);
    }

    private void Whole(ParquetSheet sheet, Func<Row, long> value) => sheet.Write<long>(_rows.Select(value).ToArray());

    // Statistics of pictures would be lists of lists of lists; LeRobot reads none of them there.
    private sealed record Row(EpisodeEntry Entry, FilePlace Data, FilmPlace[] Films);
}
