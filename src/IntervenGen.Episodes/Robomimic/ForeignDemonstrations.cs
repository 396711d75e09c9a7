using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Maps demonstrations that others recorded, with MimicGen's <c>datagen_info</c>, onto a task's step records.</summary>
/// <remarks>What has no counterpart is named once in <see cref="Unmapped"/>, or refused where nothing works without it.</remarks>
internal sealed class ForeignDemonstrations(string path, TaskSpec spec, RobomimicImportOptions options)
{
    private readonly EpisodeLayout _layout = new(spec);
    private readonly SortedSet<string> _unmapped = new(StringComparer.Ordinal)
    {
        "states: of another simulator model, so these episodes are not replayed or drawn; their motions can be sources",
        "believed poses: the file has true ones only, and believes them",
    };

    // What a demonstration may hold that is read, and that is left for a reason.
    private static readonly Dictionary<string, string?> s_known = new(StringComparer.Ordinal)
    {
        [RobomimicNames.Actions] = null,
        [RobomimicNames.States] = null,
        [RobomimicNames.Observations] = null,
        [RobomimicNames.Generation] = null,
        [RobomimicNames.ActionModes] = null,
        [RobomimicNames.InterventionLabels] = "follows from action_modes",
        [RobomimicNames.NextObservations] = "follows from the observations",
        [RobomimicNames.Rewards] = "every demonstration counts as a success",
        [RobomimicNames.Dones] = "every demonstration counts as a success",
        ["src_demo_inds"] = "which demonstration these were generated from; that file is another dataset",
        ["src_demo_labels"] = "which demonstration these were generated from; that file is another dataset",
    };

    // A quarter of a second at 20 Hz.
    private const int MinSourceSteps = 5;

    private bool _hasInterventions;
    private float _largestAction;

    /// <summary>What was left out or left empty.</summary>
    public IReadOnlyList<string> Unmapped =>
    [
        .. _unmapped,
        .. _largestAction > 1 ? [FormattableString.Invariant($"actions: up to {_largestAction:0.##} and taken as they are; here they lie within ±1, so do not train on these episodes themselves")] : (IEnumerable<string>)[],
    ];

    /// <summary>Looks through a demonstration for what must be known before the store is made, and for what has no place in it.</summary>
    public void Survey(Hdf5ReaderGroup demo)
    {
        int steps = OwnDemonstrations.Steps(demo, path);
        ImportBudget.RequireSteps(path, demo.Path, steps, _layout);
        if (steps < MinSourceSteps)
            _unmapped.Add($"{demo.Path}: {(steps == 0 ? "has no step, and is left out" : $"has {steps} steps; a source segment shorter than {MinSourceSteps} is hardly a motion")}");
        foreach (string name in demo.Names())
        {
            if (!s_known.TryGetValue(name, out string? reason))
                _unmapped.Add($"'{name}': nothing here has such a name");
            else if (reason is not null)
                _unmapped.Add($"'{name}': {reason}");
        }

        Hdf5ReaderGroup? observations = demo.TryOpenGroup(RobomimicNames.Observations);
        foreach (string name in (observations?.Names() ?? []).Where(name => spec.Observations.All(field => field.Name != name)))
            _unmapped.Add($"observation '{name}': the task does not observe it");
        if (!demo.Exists(RobomimicNames.ActionModes))
            return;
        long[] modes = OwnDemonstrations.Array<long>(demo, RobomimicNames.ActionModes, path, steps);
        _hasInterventions |= modes.Contains(RobomimicConventions.PolicyMode);
    }

    /// <summary>Names the file's subsets, which have no place in a store.</summary>
    public void SurveyMasks(Hdf5ReaderGroup? masks)
    {
        foreach (string name in masks?.Names() ?? [])
            _unmapped.Add($"mask '{name}': a store has no subsets; igen dataset split makes two");
    }

    public StoreManifest Manifest(StoreVersions versions) => StoreManifest.For(
        spec with { ModelHash = RobomimicReader.ForeignModel },
        0,
        _hasInterventions ? "interventions" : "demonstrations",
        options.Operator,
        new JsonObject { ["importedFrom"] = Path.GetFileName(path), ["startAfter"] = options.StartAfter },
        versions with { MuJoCo = "" });

    public EpisodeSummary Summary(long attempt, EpisodeBuffer episode)
    {
        int mistake = 0;
        while (mistake < episode.Count && episode.Mode(mistake) == StepMode.Policy)
            mistake++;
        return new EpisodeSummary
        {
            Attempt = attempt,
            Kind = _hasInterventions ? EpisodeKind.Intervention : EpisodeKind.Demonstration,
            End = EpisodeEnd.Success,
            Reason = AttemptReason.Kept,
            Steps = episode.Count,
            MistakeSteps = mistake,
            SourceEpisode = -1,
        };
    }

    public EpisodeBuffer Read(Hdf5ReaderGroup demo)
    {
        Hdf5ReaderGroup info = demo.TryOpenGroup(RobomimicNames.Generation) ?? throw new UsageException(
            $"'{path}', {demo.Path}: there is no {RobomimicNames.Generation}, without which object poses are unknown; MimicGen's prepare_src_dataset.py adds it");
        int[] shape = demo.ShapeOf(RobomimicNames.Actions);
        if (shape.Length != 2 || shape[1] != spec.ActionSize)
            throw new UsageException($"'{path}', {demo.Path}/{RobomimicNames.Actions}: has shape [{string.Join(", ", shape)}], and task '{spec.Name}' takes {spec.ActionSize} numbers a step");
        double[] actions = demo.ReadArray<double>(RobomimicNames.Actions, out _);
        int steps = shape[0];
        Pose[] eef = Poses(info, RobomimicNames.EefPose, steps), target = Poses(info, RobomimicNames.TargetPose, steps);
        Pose[][] objects = Objects(info, steps);
        byte[] subtasks = Subtasks(info, steps, out int first);
        long[]? modes = demo.Exists(RobomimicNames.ActionModes) ? OwnDemonstrations.Array<long>(demo, RobomimicNames.ActionModes, path, steps) : null;

        var episode = new EpisodeBuffer(_layout, steps - first);
        for (int t = first; t < steps; t++)
        {
            int step = episode.AddStep();
            OwnDemonstrations.Narrow(OwnDemonstrations.Row(actions, t, spec.ActionSize), episode.Action(step));
            foreach (float number in episode.Action(step))
            {
                if (!float.IsFinite(number))
                    throw new EpisodeFormatException($"'{path}', {demo.Path}/{RobomimicNames.Actions}: step {t} holds {number}");
                _largestAction = Math.Max(_largestAction, Math.Abs(number));
            }

            episode.SetEef(step, eef[t]);
            episode.SetTarget(step, target[t]);
            for (int obj = 0; obj < objects.Length; obj++)
            {
                episode.SetTruePose(step, obj, objects[obj][t]);
                episode.SetBelievedPose(step, obj, objects[obj][t]);
            }

            bool byPolicy = modes is not null && modes[t] == RobomimicConventions.PolicyMode;
            episode.Mode(step) = byPolicy ? StepMode.Policy : StepMode.Human;
            episode.Subtask(step) = subtasks[t];
        }

        Observations(demo, episode, steps, first);
        return episode;
    }

    private Pose[] Poses(Hdf5ReaderGroup group, string name, int steps)
    {
        double[] matrices = OwnDemonstrations.Array<double>(group, name, path, steps, 4, 4);
        var poses = new Pose[steps];
        for (int t = 0; t < steps; t++)
        {
            if (!RobomimicConventions.TryReadMatrix(OwnDemonstrations.Row(matrices, t, RobomimicConventions.MatrixSize), out poses[t]))
                throw new EpisodeFormatException($"'{path}', {group.Path}/{name}: the matrix of step {t} is no rigid transform");
        }

        return poses;
    }

    private Pose[][] Objects(Hdf5ReaderGroup info, int steps)
    {
        Hdf5ReaderGroup group = info.OpenGroup(RobomimicNames.ObjectPoses);
        IReadOnlyList<string> present = group.Names();
        var taken = new List<string>();
        var poses = new Pose[spec.Objects.Count][];
        for (int obj = 0; obj < poses.Length; obj++)
        {
            string name = options.Objects.GetValueOrDefault(spec.Objects[obj], spec.Objects[obj]);
            if (!present.Contains(name))
            {
                throw new UsageException(
                    $"'{path}', {group.Path}: task '{spec.Name}' needs the poses of '{spec.Objects[obj]}' and the file has {string.Join(", ", present)}; say which is meant with --object {spec.Objects[obj]}=NAME");
            }

            taken.Add(name);
            poses[obj] = Poses(group, name, steps);
        }

        foreach (string name in present.Except(taken))
            _unmapped.Add($"object '{name}': the task has no such object");
        return poses;
    }

    // Which subtask every step belongs to; and the first step to take in.
    private byte[] Subtasks(Hdf5ReaderGroup info, int steps, out int first)
    {
        var subtasks = new byte[steps];
        first = 0;
        Hdf5ReaderGroup? group = info.TryOpenGroup(RobomimicNames.Signals);
        IReadOnlyList<string> present = group?.Names() ?? [];
        for (int subtask = 0; subtask + 1 < spec.Subtasks.Count; subtask++)
        {
            int end = FirstOf(group, present, spec.Subtasks[subtask].Name, steps);
            for (int t = end; t < steps; t++)
                subtasks[t] = (byte)(subtask + 1);
        }

        if (options.StartAfter is { } signal)
            first = FirstOf(group, present, signal, steps);
        foreach (string name in present.Where(name => name != options.StartAfter && spec.Subtasks.All(subtask => subtask.Name != name)))
            _unmapped.Add($"signal '{name}': the task has no such subtask; steps before it can be left out with --start-after {name}");
        return subtasks;
    }

    private int FirstOf(Hdf5ReaderGroup? group, IReadOnlyList<string> present, string signal, int steps)
    {
        if (group is null || !present.Contains(signal))
            throw new UsageException($"'{path}': subtask '{signal}' of task '{spec.Name}' has no signal in {RobomimicNames.Signals}; the file has {(present.Count > 0 ? string.Join(", ", present) : "none")}");
        double[] values = OwnDemonstrations.Array<double>(group, signal, path, steps);
        int first = System.Array.FindIndex(values, value => value > 0.5);
        return first >= 0 ? first : throw new UsageException($"'{path}', {group.Path}/{signal}: the signal never comes");
    }

    private void Observations(Hdf5ReaderGroup demo, EpisodeBuffer episode, int steps, int first)
    {
        Hdf5ReaderGroup? group = demo.TryOpenGroup(RobomimicNames.Observations);
        int at = 0;
        foreach (ObservationField field in spec.Observations)
        {
            int[]? shape = group?.Exists(field.Name) == true ? group.ShapeOf(field.Name) : null;
            if (shape is [var rows, var width] && rows == steps && width == field.Size)
            {
                double[] block = group!.ReadArray<double>(field.Name, out _);
                for (int t = first; t < steps; t++)
                    OwnDemonstrations.Narrow(OwnDemonstrations.Row(block, t, field.Size), episode.Observation(t - first).Slice(at, field.Size));
                if (field.Name == RobomimicNames.FingerPositions)
                    Fingers(episode, at);
            }
            else
            {
                _unmapped.Add($"observation '{field.Name}': {(shape is null ? "not in the file" : $"of shape [{string.Join(", ", shape)}], here {field.Size} numbers")}; left at zero, so do not train on these episodes themselves");
            }

            at += field.Size;
        }
    }

    private static void Fingers(EpisodeBuffer episode, int at)
    {
        for (int t = 0; t < episode.Count; t++)
            episode.Observation(t).Slice(at, 2).CopyTo(episode.Fingers(t));
    }
}
