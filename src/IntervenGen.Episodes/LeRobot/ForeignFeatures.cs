using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Which features of somebody else's dataset say what a source of demonstrations has to.</summary>
internal sealed class ForeignFeatures
{
    private const string Hand = RobomimicNames.EefPose, Target = RobomimicNames.TargetPose;

    private static readonly string[] s_numbering =
        [LeRobotNames.Timestamp, LeRobotNames.Frame, LeRobotNames.Episode, LeRobotNames.Index, LeRobotNames.TaskIndex];

    private readonly LeRobotDataset _dataset;
    private readonly TaskSpec _spec;
    private readonly DatasetImportOptions _options;
    private readonly PoseColumns _hand;
    private readonly PoseColumns? _target;
    private readonly Dictionary<string, PoseColumns> _objects;
    private readonly LeRobotFeature _action;
    private readonly int _gripper;
    private readonly string? _intervention, _success;
    private readonly Dictionary<string, Func<int, double[]>> _signals;
    private readonly Dictionary<string, (int Width, Func<int, double[]> Read)> _observations;
    private readonly HashSet<string> _used = [.. s_numbering];

    public ForeignFeatures(LeRobotDataset dataset, TaskSpec spec, DatasetImportOptions options)
    {
        _dataset = dataset;
        _spec = spec;
        _options = options;
        _hand = FindPose(Hand) ?? throw Lacks("the hand's pose", $"--rename FEATURE={Hand}");
        _target = FindPose(Target);
        _objects = FindObjects();
        _action = Find(LeRobotNames.Action) ?? throw Lacks($"'{LeRobotNames.Action}'", $"--rename FEATURE={LeRobotNames.Action}");
        int named = _action.Names.ToList().FindLastIndex(name => name.Contains("gripper", StringComparison.OrdinalIgnoreCase));
        _gripper = named >= 0 && named < _action.Width ? named : _action.Width - 1;
        _success = Use(Find(LeRobotNames.Success) ?? Find(LeRobotNames.Reward));
        _intervention = Use(Find(LeRobotNames.Intervention) ?? Find("complementary_info.is_intervention"));
        // Where nobody ever took over, the column does not tell a policy from a person.
        IEnumerable<int> episodes = Enumerable.Range(0, dataset.Episodes.Count);
        if (_intervention is { } name && !episodes.Any(episode => dataset.Read<byte>(episode, name).Contains((byte)1)))
            _intervention = null;
        _ = Use(_action);
        _signals = FindSignals();
        _observations = FindObservations();
    }

    /// <summary>Features that nothing here takes.</summary>
    public IEnumerable<string> Unused => _dataset.Features.Values.Where(feature => !_used.Contains(feature.Name)).Select(feature =>
        feature.Width == 0
            ? $"feature '{feature.Name}': {feature.DType} is not imported"
            : $"feature '{feature.Name}': nothing here has such a name");

    /// <summary>An episode as MimicGen would have it.</summary>
    public MemoryGroup Open(int episode)
    {
        int steps = _dataset.Episodes[episode].Length;
        _dataset.RequireOwnRows(episode);
        var demo = new MemoryGroup($"episode {episode}");
        demo.Add(RobomimicNames.Actions, [steps, _spec.ActionSize], () => Actions(episode, steps));
        if (_success is { } success)
            demo.Add(RobomimicNames.Rewards, [steps], () => _dataset.Read<double>(episode, success));
        if (_intervention is { } intervention)
            demo.Add(RobomimicNames.ActionModes, [steps], () => _dataset.Read<double>(episode, intervention));
        MemoryGroup info = demo.AddGroup(RobomimicNames.Generation), objects = info.AddGroup(RobomimicNames.ObjectPoses);
        info.Add(Hand, [steps, 4, 4], () => _hand.Matrices(_dataset, episode));
        if (_target is not null)
            info.Add(Target, [steps, 4, 4], () => _target.Matrices(_dataset, episode));
        foreach ((string name, PoseColumns columns) in _objects)
            objects.Add(name, [steps, 4, 4], () => columns.Matrices(_dataset, episode));
        MemoryGroup signals = info.AddGroup(RobomimicNames.Signals), observations = demo.AddGroup(RobomimicNames.Observations);
        foreach ((string name, Func<int, double[]> read) in _signals)
            signals.Add(name, [steps], () => read(episode));
        foreach ((string name, (int width, Func<int, double[]> read)) in _observations)
            observations.Add(name, [steps, width], () => read(episode));
        return demo;
    }

    private Dictionary<string, PoseColumns> FindObjects()
    {
        var found = new Dictionary<string, PoseColumns>(StringComparer.Ordinal);
        foreach (string ours in _spec.Objects)
        {
            string theirs = _options.Objects.GetValueOrDefault(ours, ours);
            PoseColumns? pose = FindPose(theirs)
                ?? _dataset.Features.Values.Select(feature => PoseColumns.Find(feature, theirs + "_"))
                    .FirstOrDefault(columns => columns is not null);
            if (pose is null)
                continue;
            _ = Use(pose.Feature);
            found[theirs] = pose;
        }

        return found;
    }

    // What has the name, or one that means the same; only a pose counts.
    private PoseColumns? FindPose(string name)
    {
        string theirs = _options.Observations.GetValueOrDefault(name, name);
        string[] names = [theirs, $"observation.{theirs}", $"{theirs}_pose", $"observation.{theirs}_pose", LeRobotNames.Own + theirs];
        foreach (LeRobotFeature feature in names.Where(_dataset.Features.ContainsKey).Select(known => _dataset.Features[known]))
        {
            if (PoseColumns.Find(feature) is not { } columns)
                continue;
            _ = Use(feature);
            return columns;
        }

        return null;
    }

    private LeRobotFeature? Find(string name) => _dataset.Features.GetValueOrDefault(_options.Observations.GetValueOrDefault(name, name));

    private string? Use(LeRobotFeature? feature)
    {
        if (feature is not null)
            _used.Add(feature.Name);
        return feature?.Name;
    }

    // Only the gripper is taken from there: the arm's numbers follow from the targets.
    private double[] Actions(int episode, int steps)
    {
        double[] theirs = _dataset.Read<double>(episode, _action.Name), actions = new double[steps * _spec.ActionSize];
        for (int t = 0; t < steps; t++)
            actions[(t * _spec.ActionSize) + _spec.ActionSize - 1] = theirs[(t * _action.Width) + _gripper];
        return actions;
    }

    // A subtask is over where the next one's index stands, or where its own signal has come.
    private Dictionary<string, Func<int, double[]>> FindSignals()
    {
        var signals = new Dictionary<string, Func<int, double[]>>(StringComparer.Ordinal);
        string? own = Use(Find(LeRobotNames.Subtask));
        for (int i = 0; i < _spec.Subtasks.Count; i++)
        {
            int subtask = i;
            string name = _spec.Subtasks[i].Name;
            if (own is not null)
                signals[name] = episode => [.. _dataset.Read<double>(episode, own).Select(index => index > subtask ? 1.0 : 0)];
            else if (Use(Find(name) ?? Find($"{RobomimicNames.Signals}.{name}")) is { } theirs)
                signals[name] = episode => _dataset.Read<double>(episode, theirs);
        }

        return signals;
    }

    // By the names of numbers, as our own exports have them, or as a feature of its own.
    private Dictionary<string, (int Width, Func<int, double[]> Read)> FindObservations()
    {
        var found = new Dictionary<string, (int Width, Func<int, double[]> Read)>(StringComparer.Ordinal);
        foreach (ObservationPart part in _spec.Observations.Select(field => new ObservationPart(field, 0)))
        {
            string name = part.Field.Name, theirs = _options.Observations.GetValueOrDefault(name, name);
            if ((Find(name) ?? Find($"observation.{name}")) is { Width: > 0 } whole)
            {
                found[theirs] = (whole.Width, episode => _dataset.Read<double>(episode, whole.Name));
                _ = Use(whole);
                continue;
            }

            string[] wanted = [.. part.Names()];
            if (_dataset.Features.Values.FirstOrDefault(feature => wanted.All(feature.Names.Contains)) is not { } holder)
                continue;
            int[] columns = [.. wanted.Select(component => holder.Names.ToList().IndexOf(component))];
            found[theirs] = (wanted.Length, episode => Gather(_dataset.Read<double>(episode, holder.Name), holder.Width, columns));
            _ = Use(holder);
        }

        return found;
    }

    private static double[] Gather(double[] values, int width, int[] columns)
    {
        double[] gathered = new double[values.Length / width * columns.Length];
        for (int i = 0; i < gathered.Length; i++)
            gathered[i] = values[(i / columns.Length * width) + columns[i % columns.Length]];
        return gathered;
    }

    private UsageException Lacks(string what, string wayOut) => new(
        $"'{_dataset.Path}': no feature holds {what}; a pose is {PoseColumns.Needs}; say which with {wayOut}; " +
        $"it has {string.Join(", ", _dataset.Features.Keys.Except(s_numbering))}");
}
