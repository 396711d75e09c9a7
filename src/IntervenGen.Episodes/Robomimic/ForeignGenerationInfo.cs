using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>What MimicGen's <c>datagen_info</c> of a foreign demonstration says: poses of hand and objects, and when subtasks
/// end.</summary>
internal sealed class ForeignGenerationInfo(
    string path, TaskSpec spec, DatasetImportOptions options, SortedSet<string> unmapped, ImportFaults faults)
{
    /// <summary>Reads poses from matrices, shape [steps].</summary>
    public Pose[] Poses(IArrayGroup group, string name, int steps)
    {
        double[] matrices = ForeignRows.Read<double>(group, name, path, steps, 4, 4);
        ForeignRows.RequireFinite(matrices, RobomimicConventions.MatrixSize, path, group, name);
        var poses = new Pose[steps];
        for (int t = 0; t < steps; t++)
        {
            if (!RobomimicConventions.TryReadMatrix(OwnDemonstrations.Row(matrices, t, RobomimicConventions.MatrixSize), out poses[t]))
                throw new EpisodeFormatException($"'{path}', {group.Path}/{name}: the matrix of step {t} is no rigid transform");
        }

        return poses;
    }

    /// <summary>Reads the poses of the task's objects, shape [objects][steps]; null where some cannot be used, which is
    /// remembered.</summary>
    public Pose[][]? Objects(IArrayGroup info, int steps)
    {
        IArrayGroup group = info.OpenGroup(RobomimicNames.ObjectPoses);
        IReadOnlyList<string> present = group.Names();
        var taken = new List<string>();
        var poses = new Pose[spec.Objects.Count][];
        bool isWhole = true;
        for (int obj = 0; obj < poses.Length; obj++)
        {
            string name = options.Objects.GetValueOrDefault(spec.Objects[obj], spec.Objects[obj]);
            if (!present.Contains(name) && spec.FixedParts.FirstOrDefault(part => part.Object == obj) is { } fixedPart
                && poses[fixedPart.Of] is { } whole)
            {
                poses[obj] = [.. whole.Select(pose => (pose * fixedPart.WholeFromPart).Normalized)];
                unmapped.Add(
                    $"object '{name}': is not in the file, and follows from '{spec.Objects[fixedPart.Of]}', of which it is a fixed part");
                continue;
            }

            if (!present.Contains(name))
            {
                throw new UsageException(
                    $"'{path}', {group.Path}: task '{spec.Name}' needs the poses of '{spec.Objects[obj]}' and the file has " +
                    $"{string.Join(", ", present)}; say which is meant with --object {spec.Objects[obj]}=NAME");
            }

            taken.Add(name);
            if (faults.Try(() => Poses(group, name, steps)) is not { } found)
                isWhole = false;
            else
                poses[obj] = found;
        }

        foreach (string name in present.Except(taken))
            unmapped.Add($"object '{name}': the task has no such object");
        return isWhole ? poses : null;
    }

    /// <summary>Which subtask every step belongs to, and the first step to take in; null where one never ends.</summary>
    public byte[]? Subtasks(IArrayGroup info, int steps, out int first)
    {
        var subtasks = new byte[steps];
        first = 0;
        IArrayGroup? group = info.TryOpenGroup(RobomimicNames.Signals);
        IReadOnlyList<string> present = group?.Names() ?? [];
        for (int subtask = 0; subtask + 1 < spec.Subtasks.Count; subtask++)
        {
            if (FirstOf(info, group, present, spec.Subtasks[subtask].Name, steps) is not { } end)
                return null;
            for (int t = end; t < steps; t++)
                subtasks[t] = (byte)(subtask + 1);
        }

        if (options.StartAfter is { } signal)
        {
            if (FirstOf(info, group, present, signal, steps) is not { } start)
                return null;
            first = start;
        }

        foreach (string name in present.Where(name => name != options.StartAfter && spec.Subtasks.All(subtask => subtask.Name != name)))
            unmapped.Add($"signal '{name}': the task has no such subtask; steps before it can be left out with --start-after {name}");
        return subtasks;
    }

    private int? FirstOf(IArrayGroup info, IArrayGroup? group, IReadOnlyList<string> present, string signal, int steps)
    {
        if (group is null || !present.Contains(signal))
            throw new UsageException(
                $"'{path}': subtask '{signal}' of task '{spec.Name}' has no signal in {RobomimicNames.Signals}; " +
                $"the file has {(present.Count > 0 ? string.Join(", ", present) : "none")}");
        double[] values = ForeignRows.Read<double>(group, signal, path, steps);
        if (System.Array.FindIndex(values, value => value is not (0 or 1)) is >= 0 and var odd)
            unmapped.Add(FormattableString.Invariant(
                $"signal '{signal}': is {values[odd]} in step {odd} of {group.Path}, neither 0 nor 1; from 0.5 on it counts as 1"));
        int first = System.Array.FindIndex(values, value => value > 0.5);
        if (first >= 0)
            return first;
        unmapped.Add($"{info.Path[..info.Path.LastIndexOf('/')]}: left out, its signal '{signal}' never comes");
        return null;
    }
}
