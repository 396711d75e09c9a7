using System.Text.Encodings.Web;
using System.Text.Json;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>How the metadata's JSON is written: as Python writes it, texts as they are.</summary>
internal static class LeRobotJson
{
    /// <summary>Of whole files.</summary>
    public static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        IndentSize = 4,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Of one line of many.</summary>
    public static JsonSerializerOptions Line { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
