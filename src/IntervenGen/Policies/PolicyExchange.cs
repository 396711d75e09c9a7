using IntervenGen.Core;
using IntervenGen.Learning;
using IntervenGen.Learning.Onnx;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Robomimic;
using IntervenGen.Learning.Safetensors;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>Exports policies to other frameworks' files. Any thread.</summary>
public static class PolicyExchange
{
    /// <summary>Writes a checkpoint as another framework's file.</summary>
    /// <param name="request">The checkpoint, and what it becomes.</param>
    /// <exception cref="UsageException">The checkpoint does not exist or is no own one, or the file is there already.</exception>
    /// <exception cref="EpisodeFormatException">The checkpoint is damaged.</exception>
    public static PolicyExportResult Export(PolicyExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        OutputFile.Check(request.Out, request.Overwrite);
        string format = PolicyFormats.Of(request.Policy).Name;
        Checkpoint checkpoint = format switch
        {
            "checkpoint" => Checkpoint.Load(request.Policy),
            "safetensors" => SafetensorsCheckpoint.Load(request.Policy),
            _ => throw new UsageException($"'{request.Policy}' is of format {format}; what is exported is a checkpoint of igen train"),
        };
        byte[] bytes = request.To switch
        {
            PolicyExportFormat.Onnx => OnnxPolicyWriter.ToBytes(checkpoint, Workspace.Version),
            PolicyExportFormat.Safetensors => SafetensorsCheckpoint.ToBytes(checkpoint),
            _ => Robomimic(checkpoint),
        };
        OutputFile.Write(request.Out, bytes, request.Overwrite);
        return new PolicyExportResult(request.Out, request.To, checkpoint.Task, bytes.Length);
    }

    private static byte[] Robomimic(Checkpoint checkpoint)
    {
        using SimulatedTask task = TaskCatalog.Find(InputTask.Of(checkpoint.Task, checkpoint.Facts.Source)).Open();
        return RobomimicCheckpointWriter.ToBytes(checkpoint, Workspace.Version, task.Spec.Horizon, task.Spec.ControlPeriod);
    }
}
