using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Interop.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Writes one run of steps as one group <c>demo_…</c>.</summary>
/// <remarks>Columns are gathered in buffers that are used again.</remarks>
internal sealed class DemonstrationWriter
{
    private readonly Hdf5Group _data;
    private readonly StoreManifest _manifest;
    private readonly RobomimicExportOptions _options;
    private readonly double[] _numbers;
    private readonly long[] _integers;
    private readonly long[] _labels;
    private readonly byte[] _bytes;
    private float[] _lastObservation;
    private byte[] _pixels = [];

    public DemonstrationWriter(Hdf5Group data, StoreManifest manifest, RobomimicExportOptions options, int maxSteps)
    {
        _data = data;
        _manifest = manifest;
        _options = options;
        EpisodeLayout layout = manifest.CreateLayout();
        int widest = new[]
        {
            layout.StateSize, layout.ObservationSize, layout.ActionSize, RobomimicConventions.MatrixSize, Pose.Size * layout.ObjectCount,
        }.Max();
        _numbers = new double[maxSteps * widest];
        _integers = new long[maxSteps];
        _labels = new long[maxSteps];
        _bytes = new byte[maxSteps * 3];
        _lastObservation = [];
    }

    private delegate void RowWriter(EpisodeBuffer episode, int step, Span<double> row);

    private delegate long IntegerOf(EpisodeBuffer episode, int step);

    /// <summary>Writes steps <paramref name="first"/> to <paramref name="end"/> (exclusive).</summary>
    /// <param name="name">Name of the demonstration.</param>
    /// <param name="prepared">The episode.</param>
    /// <param name="source">Its index in the store.</param>
    /// <param name="summary">Its outcome.</param>
    /// <param name="first">The first step.</param>
    /// <param name="end">The one after the last.</param>
    public void Write(string name, PreparedEpisode prepared, int source, EpisodeSummary summary, int first, int end)
    {
        EpisodeBuffer episode = prepared.Steps;
        _lastObservation = prepared.LastObservation;
        using Hdf5Group demo = _data.CreateGroup(name);
        demo.SetAttribute(RobomimicNames.Samples, end - first);
        if (_options.ModelXml.Length > 0)
            demo.SetAttribute(RobomimicNames.ModelFile, _options.ModelXml);
        var range = new Range(first, end);
        Rows(demo, RobomimicNames.Actions, episode, range, _manifest.ActionSize, static (e, t, row) => Widen(e.Action(t), row));
        Rows(demo, RobomimicNames.States, episode, range, _manifest.StateSize, static (e, t, row) => e.State(t).CopyTo(row));
        Rows(demo, RobomimicNames.Rewards, episode, range, 0, static (e, t, row) => row[0] = Succeeds(e, t) ? 1 : 0);
        int last = end - 1;
        Integers(demo, RobomimicNames.Dones, episode, range, (e, t) => Succeeds(e, t) || t == last ? 1 : 0);
        Integers(demo, RobomimicNames.ActionModes, episode, range, (e, t) => RobomimicConventions.ActionMode(summary.Kind, e.Mode(t)));
        RobomimicConventions.InterventionLabels(_integers.AsSpan(0, end - first), _labels);
        demo.WriteArray<long>(RobomimicNames.InterventionLabels, _labels.AsSpan(0, end - first), end - first);
        Observations(demo, RobomimicNames.Observations, episode, range, 0, source);
        if (_options.LastObservation is not null)
            Observations(demo, RobomimicNames.NextObservations, episode, range, 1);
        GenerationInfo(demo, episode, range);
        Own(demo, episode, summary, range);
    }

    private static bool Succeeds(EpisodeBuffer episode, int step) => (episode.Flags(step) & StepFlags.Success) != 0;

    private static void Widen(ReadOnlySpan<float> values, Span<double> row)
    {
        for (int i = 0; i < values.Length; i++)
            row[i] = values[i];
    }

    // A width of 0 is one number per step without a second dimension, as robomimic has its rewards.
    private void Rows(
        Hdf5Group group, string name, EpisodeBuffer episode, Range steps, int width, RowWriter write, params ReadOnlySpan<int> rowShape)
    {
        int first = steps.Start.Value, count = steps.End.Value - first, stride = Math.Max(1, width);
        for (int t = 0; t < count; t++)
            write(episode, first + t, _numbers.AsSpan(t * stride, stride));
        ReadOnlySpan<double> values = _numbers.AsSpan(0, count * stride);
        if (width == 0)
            group.WriteArray(name, values, count);
        else if (rowShape.Length == 2)
            group.WriteArray(name, values, count, rowShape[0], rowShape[1]);
        else
            group.WriteArray(name, values, count, width);
    }

    private void Integers(Hdf5Group group, string name, EpisodeBuffer episode, Range steps, IntegerOf value)
    {
        int first = steps.Start.Value, count = steps.End.Value - first;
        for (int t = 0; t < count; t++)
            _integers[t] = value(episode, first + t);
        group.WriteArray<long>(name, _integers.AsSpan(0, count), count);
    }

    private void Matrices(Hdf5Group group, string name, EpisodeBuffer episode, Range steps, Func<EpisodeBuffer, int, Pose> pose) =>
        Rows(
            group, name, episode, steps, RobomimicConventions.MatrixSize,
            (e, t, row) => RobomimicConventions.WriteMatrix(pose(e, t), row), 4, 4);

    private void Observations(Hdf5Group demo, string name, EpisodeBuffer episode, Range steps, int ahead, int? source = null)
    {
        using Hdf5Group observations = demo.CreateGroup(name);
        int at = 0;
        foreach (ObservationField field in _manifest.Observations)
        {
            int from = at;
            Rows(observations, field.Name, episode, steps, field.Size, (e, t, row) =>
            {
                bool stored = t + ahead < e.Count;
                ReadOnlySpan<float> observation = stored ? e.Observation(t + ahead) : _lastObservation;
                Widen(observation.Slice(from, row.Length), row);
            });
            at += field.Size;
        }

        // Of what comes after the last step there is no picture, so next_obs has none.
        if (source is { } pictured)
            Pictures(observations, pictured, steps);
    }

    private void Pictures(Hdf5Group observations, int source, Range steps)
    {
        int first = steps.Start.Value, count = steps.End.Value - first;
        foreach (IEpisodePictures camera in _options.Pictures)
        {
            int size = checked(count * camera.Height * camera.Width * 3);
            if (_pixels.Length < size)
                _pixels = new byte[size];
            camera.Read(source, first, _pixels.AsSpan(0, size));
            observations.WriteArray<byte>(
                camera.Camera + RobomimicNames.ImageSuffix, _pixels.AsSpan(0, size), count, camera.Height, camera.Width, 3);
        }
    }

    private void GenerationInfo(Hdf5Group demo, EpisodeBuffer episode, Range steps)
    {
        using Hdf5Group info = demo.CreateGroup(RobomimicNames.Generation);
        info.SetAttribute(RobomimicNames.InterfaceName, $"IntervenGen_{_manifest.Task}");
        info.SetAttribute(RobomimicNames.InterfaceType, "intervengen");
        Matrices(info, RobomimicNames.EefPose, episode, steps, static (e, t) => e.Eef(t));
        Matrices(info, RobomimicNames.TargetPose, episode, steps, static (e, t) => e.Target(t));
        Rows(info, RobomimicNames.GripperAction, episode, steps, 1, static (e, t, row) => row[0] = e.Action(t)[^1]);
        using (Hdf5Group poses = info.CreateGroup(RobomimicNames.ObjectPoses))
        {
            for (int i = 0; i < _manifest.Objects.Count; i++)
            {
                int obj = i;
                Matrices(poses, _manifest.Objects[i], episode, steps, (e, t) => e.TruePose(t, obj));
            }
        }

        using Hdf5Group signals = info.CreateGroup(RobomimicNames.Signals);
        for (int i = 0; i < _manifest.Subtasks.Count; i++)
        {
            // A subtask is over where the next one has begun, and the last one where the task is done.
            int subtask = i;
            bool isLast = i == _manifest.Subtasks.Count - 1;
            Integers(signals, _manifest.Subtasks[i].Name, episode, steps, (e, t) => e.Subtask(t) > subtask || (isLast && Succeeds(e, t))
                ? 1
                : 0);
        }
    }

    private void Own(Hdf5Group demo, EpisodeBuffer episode, in EpisodeSummary summary, Range steps)
    {
        int first = steps.Start.Value, count = steps.End.Value - first;
        int objects = _manifest.Objects.Count;
        using Hdf5Group own = demo.CreateGroup(RobomimicNames.Own);
        own.SetAttribute(RobomimicNames.FirstStep, first);
        AttemptRow row = new(summary, count);
        own.WriteArray(
            RobomimicNames.Attempt, MemoryMarshal.Cast<AttemptRow, long>(new ReadOnlySpan<AttemptRow>(in row)), AttemptRow.Columns);
        Rows(own, RobomimicNames.EefPose, episode, steps, Pose.Size, static (e, t, pose) => e.Eef(t).WriteTo(pose));
        Rows(own, RobomimicNames.TargetPose, episode, steps, Pose.Size, static (e, t, pose) => e.Target(t).WriteTo(pose));
        Rows(own, RobomimicNames.TruePoses, episode, steps, Pose.Size * objects, static (e, t, poses) => Poses(
            e, t, poses, believed: false), objects, Pose.Size);
        Rows(own, RobomimicNames.BelievedPoses, episode, steps, Pose.Size * objects, static (e, t, poses) => Poses(
            e, t, poses, believed: true), objects, Pose.Size);
        Rows(own, RobomimicNames.Contact, episode, steps, 3, static (e, t, point) => e.ContactPosition(t).CopyTo(point));
        Rows(own, RobomimicNames.Fingers, episode, steps, 2, static (e, t, fingers) => Widen(e.Fingers(t), fingers));
        for (int t = 0; t < count; t++)
        {
            _bytes[3 * t] = (byte)episode.Mode(first + t);
            _bytes[(3 * t) + 1] = episode.Subtask(first + t);
            _bytes[(3 * t) + 2] = (byte)episode.Flags(first + t);
        }

        own.WriteArray<byte>(RobomimicNames.Labels, _bytes.AsSpan(0, 3 * count), count, 3);
    }

    private static void Poses(EpisodeBuffer episode, int step, Span<double> row, bool believed)
    {
        for (int obj = 0; obj < episode.Layout.ObjectCount; obj++)
        {
            Pose pose = believed ? episode.BelievedPose(step, obj) : episode.TruePose(step, obj);
            pose.WriteTo(row.Slice(Pose.Size * obj, Pose.Size));
        }
    }
}
