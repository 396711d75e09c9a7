using System.Text.Json;
using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Web.Serving;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Web.Views;

/// <summary>One evaluation found in a result: how many of how many trials succeeded.</summary>
internal readonly record struct ResultRow(string Name, double Success, double Low, double? High, long Trials);

/// <summary>What one file of a run gives the page: evaluations, a curve, or why it gives neither.</summary>
/// <param name="Rows">Evaluations.</param>
/// <param name="Curve">JSON array of points; null for no curve.</param>
/// <param name="Fault">What is wrong with the file; null for nothing.</param>
internal sealed record ResultFile(IReadOnlyList<ResultRow> Rows, byte[]? Curve, string? Fault)
{
    /// <summary>Ending of the files in which a training notes its losses and rollouts, one JSON object a line.</summary>
    public const string CurveEnding = ".curve";

    /// <summary>Results and curves are kilobytes; what is larger is something else.</summary>
    public const long MaxBytes = 4 << 20;

    private const int MaxRows = 200, MaxNameLength = 200;

    /// <summary>Whether a file may hold something for the page.</summary>
    public static bool IsOne(string name) => IsCurve(name) || name.EndsWith(".json", StringComparison.Ordinal);

    public static bool IsCurve(string name) => name.EndsWith(CurveEnding, StringComparison.Ordinal);

    /// <summary>Reads a file. Whatever is wrong with it is its own fault and nobody else's.</summary>
    /// <param name="scope">Where it lies.</param>
    /// <param name="full">Its path.</param>
    public static ResultFile Read(FolderScope scope, string full)
    {
        try
        {
            byte[] bytes = ReadBytes(scope, full);
            return IsCurve(full) ? ReadCurve(bytes) : ReadRows(bytes, scope.Relative(full));
        }
        catch (JsonException exception)
        {
            return Faulty($"is not valid JSON: {exception.Message}");
        }
        catch (Exception exception) when (exception is UsageException or IOException or UnauthorizedAccessException)
        {
            return Faulty(exception.Message);
        }
    }

    private static ResultFile Faulty(string fault) => new([], null, fault);

    private static byte[] ReadBytes(FolderScope scope, string full)
    {
        using SafeFileHandle file = scope.OpenRead(full, MaxBytes);
        return RegularFile.ReadStart(file, Math.Min(RandomAccess.GetLength(file), MaxBytes));
    }

    private static ResultFile ReadRows(byte[] bytes, string name)
    {
        using JsonDocument document = StrictJson.Parse(bytes);
        List<ResultRow> rows = [];
        AddRows(document.RootElement, name, rows);
        return new ResultFile(rows, null, rows.Count < MaxRows ? null : $"holds more than {MaxRows} evaluations; the rest is left out");
    }

    // Any object in a result that says how many of how many trials succeeded.
    private static void AddRows(JsonElement json, string name, List<ResultRow> rows)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return;
        if (Number(json, "success") is { } success && Number(json, "low") is { } low
            && json.TryGetProperty("trials", out JsonElement trials)
            && trials.ValueKind == JsonValueKind.Number && trials.TryGetInt64(out long count)
            && rows.Count < MaxRows)
        {
            rows.Add(new ResultRow(name, success, low, Number(json, "high"), count));
        }

        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object && name.Length < MaxNameLength && rows.Count < MaxRows)
                AddRows(property.Value, $"{name} · {property.Name}", rows);
        }
    }

    private static ResultFile ReadCurve(byte[] bytes)
    {
        int wrong = 0;
        byte[] curve = JsonBytes.Of(json =>
        {
            json.WriteStartArray();
            ReadOnlySpan<byte> rest = bytes;
            // A line without its end is being written.
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                if (!TryWritePoint(json, bytes.AsMemory(bytes.Length - rest.Length, end)))
                    wrong++;
            }

            json.WriteEndArray();
        });
        return new ResultFile([], curve, wrong == 0 ? null : $"has {wrong} lines that are no points of a curve");
    }

    private static bool TryWritePoint(Utf8JsonWriter json, ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = StrictJson.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object || Number(document.RootElement, "step") is not { } step)
                return false;
            json.WriteStartObject();
            json.WriteNumber("step", step);
            foreach (string name in (string[])["loss", "validation", "success"])
            {
                if (Number(document.RootElement, name) is { } value)
                    json.WriteNumber(name, value);
            }

            json.WriteEndObject();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;
}
