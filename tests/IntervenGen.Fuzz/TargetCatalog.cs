using IntervenGen.Core;
using IntervenGen.Fuzz.Targets;

namespace IntervenGen.Fuzz;

/// <summary>All targets by name.</summary>
internal static class TargetCatalog
{
    private static readonly Dictionary<string, Func<string, FuzzTarget>> s_targets = new(StringComparer.Ordinal)
    {
        ["hdf5"] = place => new Hdf5Target(place),
        ["hdf5-import"] = place => new ImportTarget(place),
        ["checkpoint"] = place => new CheckpointTarget(place),
        ["torch-file"] = place => new TorchFileTarget(place),
        ["safetensors"] = place => new SafetensorsTarget(place),
        ["trigger"] = place => new TriggerTarget(place),
        ["onnx-model"] = _ => new OnnxModelTarget(),
        ["task-file"] = place => new TaskFileTarget(place),
        ["manifest"] = place => new ManifestTarget(place),
        ["shard"] = place => new ShardTarget(place),
        ["calibration"] = place => new CalibrationTarget(place),
        ["fci-robot"] = _ => new FciRobotTarget(),
        ["fci-driver"] = _ => new FciDriverTarget(),
        ["camera"] = _ => new CameraTarget(),
        ["teleop"] = _ => new TeleopTarget(),
        ["wire"] = _ => new WireTarget(),
    };

    /// <summary>Every target but the one with planted faults, which is there to be caught.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_targets.Keys];

    /// <param name="name">The target's name.</param>
    /// <param name="place">A folder of its own for files, empty between two inputs.</param>
    public static FuzzTarget Create(string name, string place) =>
        name == PlantedTarget.PlantedName ? new PlantedTarget(place) : s_targets[name](place);

    /// <exception cref="UsageException">There is no such target.</exception>
    public static void Check(string name)
    {
        if (name == PlantedTarget.PlantedName || s_targets.ContainsKey(name))
            return;
        string nearest = NearestName.Of(name, Names);
        throw new UsageException($"there is no target '{name}'; did you mean '{nearest}'? There are {string.Join(", ", Names)}");
    }

    /// <summary>Whether a target's files are better off on a disk.</summary>
    /// <remarks>An import claims 64 MB at once, which memory has to clear and a disk has not.</remarks>
    public static bool WantsDisk(string name) => name == "hdf5-import";

    /// <summary>Most time for one input of a target.</summary>
    public static TimeSpan LimitOf(string name) => name == PlantedTarget.PlantedName ? PlantedTarget.ShortLimit : TimeSpan.FromSeconds(5);
}
