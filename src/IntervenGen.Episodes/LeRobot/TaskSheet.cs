using System.Text.Json.Nodes;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>The file <c>tasks.parquet</c>: a frame of pandas whose index are the tasks' texts.</summary>
/// <remarks>pandas knows its index from the footer alone; without it a text would be an ordinary column, and a row number the
/// task.</remarks>
internal static class TaskSheet
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="tasks">The tasks in the order of their numbers.</param>
    public static void Write(string path, IReadOnlyCollection<string> tasks)
    {
        var footer = new Dictionary<string, string> { ["pandas"] = Pandas().ToJsonString() };
        SheetColumn[] columns = [new(LeRobotNames.TaskIndex, "int64"), new(LeRobotNames.Task, "string")];
        using ParquetSheet sheet = ParquetSheet.Create(path, columns, footer, new ListLevels());
        sheet.BeginRows(tasks.Count);
        sheet.Write<long>(Enumerable.Range(0, tasks.Count).Select(i => (long)i).ToArray());
        sheet.WriteTexts(tasks);
        sheet.EndRows();
        sheet.Complete();
    }

    private static JsonObject Pandas() => new()
    {
        ["index_columns"] = new JsonArray(LeRobotNames.Task),
        ["column_indexes"] = new JsonArray(new JsonObject
        {
            ["name"] = null,
            ["field_name"] = null,
            ["pandas_type"] = "unicode",
            ["numpy_type"] = "object",
            ["metadata"] = new JsonObject { ["encoding"] = "UTF-8" },
        }),
        ["columns"] = new JsonArray(
            Column(LeRobotNames.TaskIndex, "int64", "int64"), Column(LeRobotNames.Task, "unicode", "object")),
        ["pandas_version"] = "2.2.0",
    };

    private static JsonObject Column(string name, string pandas, string numpy) => new()
    {
        ["name"] = name,
        ["field_name"] = name,
        ["pandas_type"] = pandas,
        ["numpy_type"] = numpy,
        ["metadata"] = null,
    };
}
