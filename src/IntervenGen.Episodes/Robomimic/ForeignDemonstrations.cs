using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Maps demonstrations that others recorded, with MimicGen's <c>datagen_info</c>, onto a task's step records.</summary>
/// <remarks>What has no counterpart is named once in <see cref="Unmapped"/>, or refused where nothing works without it.</remarks>
internal sealed class ForeignDemonstrations
{
    // A quarter of a second at 20 Hz.
    private const int MinSourceSteps = 5;

    private const string ComputedAnew = "its actions were computed anew";

    // What a demonstration may hold that is read, and that is left for a reason.
    private static readonly Dictionary<string, string?> s_known = new(StringComparer.Ordinal)
    {
        [RobomimicNames.Actions] = null,
        [RobomimicNames.States] = null,
        [RobomimicNames.Observations] = null,
        [RobomimicNames.Generation] = null,
        [RobomimicNames.ActionModes] = null,
        [RobomimicNames.Rewards] = null,
        [RobomimicNames.Dones] = null,
        [RobomimicNames.InterventionLabels] = "follows from action_modes",
        [RobomimicNames.NextObservations] = "follows from the observations",
        ["actions_abs"] = "the same actions as absolute poses; target_pose says where they lead",
        ["action_dict"] = "the same actions in parts",
        ["initial_state"] = "of another simulator model",
        ["processed_actions"] = "follows from the actions",
        ["src_demo_inds"] = "which demonstration these were generated from; that file is another dataset",
        ["src_demo_labels"] = "which demonstration these were generated from; that file is another dataset",
    };

    private readonly string _path;
    private readonly TaskSpec _spec;
    private readonly DatasetImportOptions _options;
    private readonly EpisodeLayout _layout;
    private readonly ForeignController _controller;
    private readonly ForeignObservations _observations;
    private readonly ForeignGenerationInfo _info;
    private readonly ImportFaults _faults = new();
    private readonly GripperConvention _gripper;
    private readonly ForeignLayout _source;
    private readonly ActionScale _scale = new();
    private readonly HashSet<string> _failed;
    private readonly SortedSet<string> _unmapped = new(StringComparer.Ordinal)
    {
        "states: of another simulator model, so nothing is simulated again from them; their motions can be sources",
        "believed poses: the file has true ones only, and believes them",
    };

    private Func<double, double> _command = command => command;
    private bool _hasInterventions, _hasRewards, _hasOurActions;
    private string? _notForTraining;

    public ForeignDemonstrations(ForeignSource source, TaskSpec spec)
    {
        string path = _path = source.Path;
        DatasetImportOptions options = _options = source.Options;
        _spec = spec;
        _failed = source.Failed;
        _source = source.Layout;
        _gripper = new GripperConvention { IsUnknown = source.Layout is ForeignLayout.IsaacLab or ForeignLayout.LeRobot };
        _layout = new EpisodeLayout(spec);
        _controller = source.Controller;
        _observations = new ForeignObservations(path, spec, options, _unmapped, _faults);
        _info = new ForeignGenerationInfo(path, spec, options, _unmapped, _faults);
        foreach (string note in _controller.Notes.Concat(source.Notes))
            _unmapped.Add(note);
        if (IsResampled)
        {
            _unmapped.Add(string.Create(CultureInfo.InvariantCulture, $"rate: {_controller.Frequency:0.###} steps a second there, " +
                $"{1 / spec.ControlPeriod:0.###} here; motions are resampled, " +
                $"observations are not"));
        }

        _hasOurActions = _controller.HasOurActions;
        if (IsResampled || !_hasOurActions)
            _notForTraining = ComputedAnew;
    }

    /// <summary>Steps of all demonstrations surveyed.</summary>
    public long Steps { get; private set; }

    /// <summary>What was left out, left empty or converted.</summary>
    public IReadOnlyList<string> Unmapped =>
    [
        .. _unmapped,
        .. NotForTraining is { } reason
            ? [$"do not train on this dataset itself: {reason}; its episodes are sources"]
            : (IEnumerable<string>)[],
    ];

    private bool IsResampled => _controller.Frequency is { } rate && Math.Abs((rate * _spec.ControlPeriod) - 1) > 1e-6;

    private string? NotForTraining => _notForTraining ?? _observations.Missing;

    /// <summary>Adds something that a reader should know.</summary>
    public void Note(string note) => _unmapped.Add(note);

    /// <summary>Looks through a demonstration for what must be known before the store is made, and for what has no place in it.</summary>
    public void Survey(IArrayGroup demo)
    {
        int steps = OwnDemonstrations.Steps(demo, _path);
        Steps += steps;
        ImportBudget.RequireSteps(_path, demo.Path, steps, _layout);
        if (steps == 0)
            _unmapped.Add($"{demo.Path}: has no step, and is left out");
        else if (steps < MinSourceSteps)
            _unmapped.Add($"{demo.Path}: has {steps} steps; a source segment shorter than {MinSourceSteps} is hardly a motion");
        if (demo.TryReadInteger(RobomimicNames.Samples) is { } samples && samples != steps)
            _unmapped.Add($"{demo.Path}: {RobomimicNames.Samples} says {samples}, and there are {steps} steps");
        foreach (string name in demo.Names())
        {
            if (!s_known.TryGetValue(name, out string? reason))
                _unmapped.Add($"'{name}': nothing here has such a name");
            else if (reason is not null)
                _unmapped.Add($"'{name}': {reason}");
        }

        IArrayGroup? info = demo.TryOpenGroup(RobomimicNames.Generation);
        bool hasObjects = steps > 0 && info?.Exists(RobomimicNames.ObjectPoses) == true;
        _observations.Survey(demo, hasObjects ? _faults.Try(() => _info.Objects(info!, steps)) : null);
        _faults.Try(() =>
        {
            if (demo.Exists(RobomimicNames.ActionModes))
                _hasInterventions |=
                ForeignRows.Read<long>(demo, RobomimicNames.ActionModes, _path, steps).Contains(RobomimicConventions.PolicyMode);
        });
        if (_faults.Try(() => Actions(demo, steps)) is { } actions)
            SurveyActions(demo, info, actions, steps);
        _faults.Try(() =>
        {
            if (demo.Exists(RobomimicNames.Rewards))
                _hasRewards |= ForeignRows.Read<double>(demo, RobomimicNames.Rewards, _path, steps).Any(reward => reward > 0.5);
        });
    }

    private void SurveyActions(IArrayGroup demo, IArrayGroup? info, double[] actions, int steps)
    {
        double[] commands = [.. Enumerable.Range(0, steps).Select(t => actions[(t * _spec.ActionSize) + _spec.ActionSize - 1])];
        _faults.Try(() => _gripper.Survey(commands, _observations.Openings(demo, steps)));
        if (!_hasOurActions || info is null)
            return;
        Pose[]? eef = _faults.Try(() => Hand(info, RobomimicNames.EefPose, steps)), target = _faults.Try(
            () => info.Exists(RobomimicNames.TargetPose) ? Hand(info, RobomimicNames.TargetPose, steps) : null);
        for (int t = 0; eef is not null && target is not null && t < steps; t++)
            _scale.Add(OwnDemonstrations.Row(actions, t, _spec.ActionSize), eef[t], target[t]);
    }

    /// <summary>Ends the survey: what only all demonstrations together can tell.</summary>
    public void Decide()
    {
        _faults.Try(() =>
        {
            _command = _gripper.Decide(_path, out string? note);
            if (note is not null)
                _unmapped.Add(note);
        });
        if (_scale.TargetsAreMeasured)
            _unmapped.Add("target_pose: is eef_pose over again; the targets are taken from the actions");
        if (_scale.Fault() is { } fault)
        {
            _unmapped.Add(fault);
            _hasOurActions = false;
            _notForTraining = ComputedAnew;
        }
    }

    public StoreManifest Manifest(StoreVersions versions)
    {
        var config = new JsonObject { ["importedFrom"] = Path.GetFileName(_path), ["startAfter"] = _options.StartAfter };
        if (_options.FilterKey is { } filter)
            config["filterKey"] = filter;
        if (_options.Demonstrations.Count > 0)
            config["demonstrations"] = new JsonArray(
                [.. _options.Demonstrations.Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]);
        if (NotForTraining is { } reason)
            config[RobomimicReader.NotForTrainingKey] = reason;
        return StoreManifest.For(
            _spec with { ModelHash = RobomimicReader.ForeignModel }, 0,
            _hasInterventions ? DatasetKind.Interventions : DatasetKind.Demonstrations, _options.Operator ?? "human",
            config, versions with { MuJoCo = "" });
    }

    public EpisodeSummary Summary(long attempt, EpisodeBuffer episode, string name)
    {
        int mistake = 0;
        while (mistake < episode.Count && episode.Mode(mistake) == StepMode.Policy)
            mistake++;
        bool kept = !_failed.Contains(name)
            && (!_hasRewards || Enumerable.Range(0, episode.Count).Any(step => (episode.Flags(step) & StepFlags.Success) != 0));
        if (!kept)
            _unmapped.Add($"'{name}': failed, as its file says; kept to be looked at, no source");
        return new EpisodeSummary
        {
            Attempt = attempt,
            Kind = _hasInterventions ? EpisodeKind.Intervention : EpisodeKind.Demonstration,
            End = kept ? EpisodeEnd.Success : EpisodeEnd.Failure,
            Reason = kept ? AttemptReason.Kept : AttemptReason.DemonstrationFailed,
            Steps = episode.Count,
            MistakeSteps = mistake,
            SourceEpisode = -1,
        };
    }

    /// <summary>Refuses the file if anything was found that stands against it; call it when all is read.</summary>
    public void RequireNoFault() => _faults.ThrowIfAny();

    /// <summary>
    /// Reads a demonstration that was surveyed; null where one of its subtasks never ends, which is then said, or where
    /// something is wrong with it, of which <see cref="RequireNoFault"/> tells.
    /// </summary>
    public EpisodeBuffer? Read(IArrayGroup demo) => _faults.Try(() => ReadWhole(demo));

    private EpisodeBuffer? ReadWhole(IArrayGroup demo)
    {
        IArrayGroup info = demo.TryOpenGroup(RobomimicNames.Generation) ?? throw new UsageException(WithoutInfo(demo));
        int steps = OwnDemonstrations.Steps(demo, _path);
        int before = _faults.Count, first = 0;
        double[]? actions = _faults.Try(() => Actions(demo, steps));
        Pose[]? eef = _faults.Try(() => Hand(info, RobomimicNames.EefPose, steps));
        Pose[]? target = eef is null || actions is null ? null : _faults.Try(() => Targets(info, eef, actions));
        if (_faults.Try(() => _info.Objects(info, steps)) is not { } objects || actions is null || eef is null || target is null)
            return null;
        if (_faults.Try(() => _info.Subtasks(info, steps, out first)) is not { } subtasks)
            return null;
        var motion = new ForeignMotion
        {
            Eef = eef,
            Target = target,
            Objects = objects,
            Gripper = [.. Enumerable.Range(0, steps).Select(t => _command(actions[(t * _spec.ActionSize) + _spec.ActionSize - 1]))],
            Subtask = subtasks,
            ByPolicy = ByPolicy(demo, steps),
            Succeeds = Succeeds(demo, steps),
        };
        MotionLimits.RequireNearness(motion, _spec.Objects, $"'{_path}', {demo.Path}");
        if (MotionLimits.Jump(motion, _controller.Frequency ?? (1 / _spec.ControlPeriod)) is { } jump)
            _unmapped.Add($"{demo.Path}: {jump}");
        EpisodeBuffer episode = IsResampled ? Resampled(motion, first) : AsRecorded(demo, motion, actions, first);
        return _faults.Count == before ? episode : null;
    }

    // The measured pose where it is asked for, in the frame of the grip that is moved here.
    private Pose[] Hand(IArrayGroup info, string name, int steps)
    {
        Pose[] poses = _info.Poses(info, name, steps);
        Quat handFromGrip = _controller.GripFromHand.Conjugate;
        return handFromGrip == Quat.Identity
            ? poses
            : [.. poses.Select(pose => pose with { Orientation = (pose.Orientation * handFromGrip).Normalized })];
    }

    // Where the file has none, or the measured ones over again, the actions tell what was asked for, if they are known to be steps.
    private Pose[] Targets(IArrayGroup info, Pose[] eef, double[] actions)
    {
        bool hasTargets = info.Exists(RobomimicNames.TargetPose);
        if (hasTargets && !_scale.TargetsAreMeasured)
            return Hand(info, RobomimicNames.TargetPose, eef.Length);
        if (!_controller.HasOurActions)
            throw new UsageException(
                $"'{_path}', {info.Path}: there is no {RobomimicNames.TargetPose}, and the actions are none of which it follows");
        if (!hasTargets)
            _unmapped.Add($"{RobomimicNames.TargetPose}: is not in the file; the targets are taken from the actions");
        return [.. eef.Select((pose, t) => RobomimicConventions.TargetOf(pose, OwnDemonstrations.Row(actions, t, _spec.ActionSize)[..^1]))];
    }

    private string WithoutInfo(IArrayGroup demo) => $"'{_path}', {demo.Path}: " + _source switch
    {
        ForeignLayout.RawRobosuite => RawRecording.Refusal,
        ForeignLayout.IsaacLab =>
            $"there is no {RobomimicNames.Observations}/{RobomimicNames.Generation}, without which poses are unknown; Isaac Lab's " +
            "annotate_demos.py adds it",
        _ => $"there is no {RobomimicNames.Generation}, without which object poses are unknown; MimicGen's prepare_src_dataset.py adds it",
    };

    private EpisodeBuffer Resampled(ForeignMotion recorded, int first)
    {
        double from = _controller.Frequency!.Value, to = 1 / _spec.ControlPeriod;
        ForeignMotion motion = recorded.Resampled(from, to);
        int start = Math.Min(motion.Count - 1, (int)Math.Ceiling(first * to / from));
        var episode = new EpisodeBuffer(_layout, motion.Count - start);
        for (int t = start; t < motion.Count; t++)
        {
            int step = Record(episode, motion, t);
            motion.ArmAction(t, episode.Action(step)[..^1]);
            episode.Action(step)[^1] = (float)motion.Gripper[t];
        }

        _observations.LeaveOut("of another rate");
        return episode;
    }

    private EpisodeBuffer AsRecorded(IArrayGroup demo, ForeignMotion motion, double[] actions, int first)
    {
        var episode = new EpisodeBuffer(_layout, motion.Count - first);
        for (int t = first; t < motion.Count; t++)
        {
            int step = Record(episode, motion, t);
            if (_hasOurActions)
                OwnDemonstrations.Narrow(OwnDemonstrations.Row(actions, t, _spec.ActionSize), episode.Action(step));
            else
                motion.ArmAction(t, episode.Action(step)[..^1]);
            episode.Action(step)[^1] = (float)motion.Gripper[t];
        }

        _observations.Read(demo, episode, motion, first);
        return episode;
    }

    private static int Record(EpisodeBuffer episode, ForeignMotion motion, int t)
    {
        int step = episode.AddStep();
        episode.SetEef(step, motion.Eef[t]);
        episode.SetTarget(step, motion.Target[t]);
        for (int obj = 0; obj < motion.Objects.Length; obj++)
        {
            episode.SetTruePose(step, obj, motion.Objects[obj][t]);
            episode.SetBelievedPose(step, obj, motion.Objects[obj][t]);
        }

        episode.Mode(step) = motion.ByPolicy[t] ? StepMode.Policy : StepMode.Human;
        episode.Subtask(step) = motion.Subtask[t];
        episode.Flags(step) = motion.Succeeds[t] ? StepFlags.Success : StepFlags.None;
        return step;
    }

    private double[] Actions(IArrayGroup demo, int steps)
    {
        int[] shape = demo.ShapeOf(RobomimicNames.Actions);
        bool isGripperOnly = shape is [_, > 1] && shape[1] != _spec.ActionSize && !_controller.HasOurActions;
        if (shape.Length != 2 || (shape[1] != _spec.ActionSize && !isGripperOnly))
            throw new UsageException(
                $"'{_path}', {demo.Path}/{RobomimicNames.Actions}: has shape [{string.Join(", ", shape)}], " +
                $"and task '{_spec.Name}' takes {_spec.ActionSize} numbers a step");
        double[] actions = demo.ReadArray<double>(RobomimicNames.Actions, out _);
        ForeignRows.RequireFinite(actions, shape[1], _path, demo, RobomimicNames.Actions);
        return isGripperOnly ? GripperOf(actions, shape[1], steps) : actions;
    }

    // The arm's numbers are computed anew whatever they were; the gripper's is the last.
    private double[] GripperOf(double[] theirs, int width, int steps)
    {
        _unmapped.Add($"actions: {width} numbers there, {_spec.ActionSize} here; only the last is taken, for the gripper" +
            (_spec.ActionSize == 4 && width > 4 ? "; the arm keeps its orientation here, so turns are left out" : ""));
        double[] actions = new double[steps * _spec.ActionSize];
        for (int t = 0; t < steps; t++)
            actions[(t * _spec.ActionSize) + _spec.ActionSize - 1] = theirs[(t * width) + width - 1];
        return actions;
    }

    private bool[] ByPolicy(IArrayGroup demo, int steps) => demo.Exists(RobomimicNames.ActionModes)
        ? [.. ForeignRows.Read<long>(demo, RobomimicNames.ActionModes, _path, steps).Select(
            mode => mode == RobomimicConventions.PolicyMode)]
        : new bool[steps];

    // Without rewards, or with none in the whole file, the end of a demonstration is where it succeeded.
    private bool[] Succeeds(IArrayGroup demo, int steps)
    {
        if (_hasRewards && demo.Exists(RobomimicNames.Rewards))
            return [.. ForeignRows.Read<double>(demo, RobomimicNames.Rewards, _path, steps).Select(reward => reward > 0.5)];
        bool[] succeeds = new bool[steps];
        succeeds[^1] = true;
        return succeeds;
    }
}
