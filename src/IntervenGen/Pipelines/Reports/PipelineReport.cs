using System.Globalization;
using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Writes what a run came to: <c>report.md</c> with its pictures, <c>report.html</c> that holds everything, and <c>report.json</c>.</summary>
internal static class PipelineReport
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    /// <summary>Writes the three files, and the pictures in the folder <c>report</c>.</summary>
    public static void Write(PipelineResult result, RunMonitor monitor, CancellationToken cancellation)
    {
        IReadOnlyList<ReportPicture> pictures = ReportPictures.Write(result, monitor, cancellation);
        string text = ReportText.Of(result, pictures, DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        OutputFile.Write(Path.Combine(result.Folder, "report.md"), text, overwrite: true);
        OutputFile.Write(Path.Combine(result.Folder, "report.html"), ReportPage.Of(text, result.Folder), overwrite: true);
        OutputFile.Write(Path.Combine(result.Folder, "report.json"), result.ToJson().ToJsonString(s_readable) + "\n", overwrite: true);
    }
}
