using System.Text.Json.Nodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Result of the demo.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Folder">Folder of all results.</param>
/// <param name="BaseSuccess">The base policy's success rate under wrong beliefs.</param>
/// <param name="IgenSuccess">The retrained policy's success rate on the same trials.</param>
/// <param name="BaseSuccessClean">The base policy's success rate under true beliefs.</param>
/// <param name="SourceInterventions">Result of collecting source interventions.</param>
/// <param name="Generated">Result of generating interventions.</param>
/// <param name="GenerationSeconds">Duration of their generation over all runs, seconds.</param>
/// <param name="TotalSeconds">Duration of all stages over all runs, seconds.</param>
public sealed record DemoResult(
    string Task, string Folder, SuccessInterval BaseSuccess, SuccessInterval IgenSuccess, SuccessInterval BaseSuccessClean,
    int SourceInterventions, DatasetResult Generated, double GenerationSeconds, double TotalSeconds)
{
    internal IEnumerable<string> ToLines()
    {
        string[] files = ["success.svg", "episode.mp4", "mistake.png", "recovery.png", "base.ckpt", "igen.ckpt"];
        files = [.. files.Where(name => File.Exists(Path.Combine(Folder, name))), "*.igen"];
        return
        [
            "",
            $"base policy:  {BaseSuccess.Rate:P0} of {IgenSuccess.Trials} trials with wrong beliefs " +
            $"({BaseSuccessClean.Rate:P0} with true ones)",
            $"I-Gen policy: {IgenSuccess.Rate:P0} of the same trials",
            $"{SourceInterventions} source interventions -> {Generated.Kept} in {GenerationSeconds:0.##} s; everything in " +
            $"{TotalSeconds:0.##} s; operator: {Generated.Operator}",
            $"see {Path.GetFullPath(Folder)}: {string.Join(", ", files)}",
        ];
    }

    internal JsonObject ToJson(Workspace workspace, ulong seed) => new()
    {
        ["task"] = Task,
        ["base_success"] = BaseSuccess.Rate,
        ["igen_success"] = IgenSuccess.Rate,
        ["base_success_interval"] = new JsonArray(BaseSuccess.Low, BaseSuccess.High),
        ["igen_success_interval"] = new JsonArray(IgenSuccess.Low, IgenSuccess.High),
        ["base_success_clean"] = BaseSuccessClean.Rate,
        ["trials"] = IgenSuccess.Trials,
        ["source_interventions"] = SourceInterventions,
        ["generated_interventions"] = Generated.Kept,
        ["generation_attempts"] = Generated.Attempts,
        ["generation_reasons"] = ReasonCounts.ToJson(Generated.Reasons),
        ["generation_seconds"] = Math.Round(GenerationSeconds, 2),
        ["total_seconds"] = Math.Round(TotalSeconds, 2),
        ["operator"] = Generated.Operator,
        ["seed"] = seed,
        ["igen_digest"] = Generated.Digest,
        ["pinned"] = workspace.Batch.IsPinned,
        ["workers"] = workspace.Batch.WorkerCount,
        ["lanes"] = workspace.Batch.LaneCount,
        ["mujoco"] = Workspace.Versions.MuJoCo,
        ["out"] = Path.GetFullPath(Folder),
    };
}
