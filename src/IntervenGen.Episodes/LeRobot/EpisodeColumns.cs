using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>The features of an export: LeRobot's, and what a store holds beside them.</summary>
internal static class EpisodeColumns
{
    private static readonly string[] s_axes = ["x", "y", "z"], s_pose = ["x", "y", "z", "qw", "qx", "qy", "qz"];

    /// <summary>All features of a store's episodes, in the order of the file's columns.</summary>
    public static IReadOnlyList<EpisodeColumn> Of(StoreManifest manifest)
    {
        ObservationParts parts = ObservationParts.Of(manifest.Observations);
        int objects = manifest.Objects.Count;
        string[] poses = [.. manifest.Objects.SelectMany(name => s_pose.Select(axis => $"{name}_{axis}"))];
        EpisodeColumn?[] columns =
        [
            Observation(LeRobotNames.State, parts.Robot),
            Observation(LeRobotNames.EnvironmentState, parts.Environment),
            new EpisodeColumn<float>(
                LeRobotNames.Action, manifest.ActionSize,
                static (EpisodeBuffer e, int t, in EpisodePlace _, Span<float> row) => e.Action(t).CopyTo(row),
                ActionNames(manifest.ActionSize)),
            new EpisodeColumn<float>(
                LeRobotNames.Reward, 1, static (EpisodeBuffer e, int t, in EpisodePlace _, Span<float> row) =>
                    row[0] = Succeeds(e, t) ? 1 : 0),
            new EpisodeColumn<bool>(
                LeRobotNames.Done, 1, static (EpisodeBuffer e, int t, in EpisodePlace p, Span<bool> row) =>
                    row[0] = Succeeds(e, t) || t == p.First + p.Count - 1),
            new EpisodeColumn<bool>(
                LeRobotNames.Success, 1, static (EpisodeBuffer e, int t, in EpisodePlace _, Span<bool> row) => row[0] = Succeeds(e, t)),
            new EpisodeColumn<bool>(
                LeRobotNames.Intervention, 1, static (EpisodeBuffer e, int t, in EpisodePlace p, Span<bool> row) =>
                    row[0] = RobomimicConventions.ActionMode(p.Kind, e.Mode(t)) == RobomimicConventions.InterventionMode),
            Doubles(LeRobotNames.SimulatorState, manifest.StateSize, static (e, t, row) => e.State(t).CopyTo(row)),
            Doubles(LeRobotNames.EefPose, Pose.Size, static (e, t, row) => e.Eef(t).WriteTo(row), s_pose),
            Doubles(LeRobotNames.TargetPose, Pose.Size, static (e, t, row) => e.Target(t).WriteTo(row), s_pose),
            Doubles(LeRobotNames.ObjectPoses, Pose.Size * objects, static (e, t, row) => Poses(e, t, row, false), poses),
            Doubles(LeRobotNames.BelievedPoses, Pose.Size * objects, static (e, t, row) => Poses(e, t, row, true), poses),
            Doubles(LeRobotNames.Contact, 3, static (e, t, row) => e.ContactPosition(t).CopyTo(row), s_axes),
            new EpisodeColumn<float>(
                LeRobotNames.Fingers, 2, static (EpisodeBuffer e, int t, in EpisodePlace _, Span<float> row) => e.Fingers(t).CopyTo(row)),
            Whole(LeRobotNames.Mode, static (EpisodeBuffer e, int t, in EpisodePlace _, Span<long> row) => row[0] = (long)e.Mode(t)),
            Whole(LeRobotNames.Subtask, static (EpisodeBuffer e, int t, in EpisodePlace _, Span<long> row) => row[0] = e.Subtask(t)),
            Whole(LeRobotNames.Flags, static (EpisodeBuffer e, int t, in EpisodePlace _, Span<long> row) => row[0] = (long)e.Flags(t)),
            .. Numbering(),
        ];
        return [.. columns.Where(column => column is { Width: > 0 })!];
    }

    /// <summary>Features as <c>info.json</c> lists them.</summary>
    public static JsonObject Features(IEnumerable<EpisodeColumn> columns, IEnumerable<CameraTrack> cameras) =>
        new([
            .. columns.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Name, column.ToFeature())),
            .. cameras.Select(camera => KeyValuePair.Create<string, JsonNode?>(camera.Name, camera.ToFeature())),
        ]);

    /// <summary>Features as Hugging Face's datasets list them.</summary>
    public static JsonObject HuggingFace(IEnumerable<EpisodeColumn> columns, IEnumerable<CameraTrack> cameras) =>
        new([
            .. columns.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Name, column.ToHuggingFace())),
            .. cameras.Where(camera => !camera.IsFilm).Select(camera =>
                KeyValuePair.Create<string, JsonNode?>(camera.Name, new JsonObject { ["_type"] = "Image" })),
        ]);

    private static EpisodeColumn[] Numbering() =>
    [
        new EpisodeColumn<float>(
            LeRobotNames.Timestamp, 1, static (EpisodeBuffer _, int t, in EpisodePlace p, Span<float> row) =>
                row[0] = (float)((t - p.First) / (double)p.Fps)),
        Whole(LeRobotNames.Frame, static (EpisodeBuffer _, int t, in EpisodePlace p, Span<long> row) => row[0] = t - p.First),
        Whole(LeRobotNames.Episode, static (EpisodeBuffer _, int t, in EpisodePlace p, Span<long> row) => row[0] = p.Episode),
        Whole(LeRobotNames.Index, static (EpisodeBuffer _, int t, in EpisodePlace p, Span<long> row) =>
            row[0] = p.FirstFrame + t - p.First),
        Whole(LeRobotNames.TaskIndex, static (EpisodeBuffer _, int t, in EpisodePlace p, Span<long> row) => row[0] = 0),
    ];

    private static EpisodeColumn<float>? Observation(string name, IReadOnlyList<ObservationPart> parts)
    {
        int width = parts.Sum(part => part.Field.Size);
        return width == 0 ? null : new EpisodeColumn<float>(
            name, width,
            (EpisodeBuffer e, int t, in EpisodePlace _, Span<float> row) =>
            {
                Span<float> observation = e.Observation(t);
                int at = 0;
                foreach (ObservationPart part in parts)
                {
                    observation.Slice(part.Offset, part.Field.Size).CopyTo(row[at..]);
                    at += part.Field.Size;
                }
            },
            [.. parts.SelectMany(part => part.Names())]);
    }

    private static EpisodeColumn<double>? Doubles(
        string name, int width, Action<EpisodeBuffer, int, Span<double>> row, IReadOnlyList<string>? names = null) =>
        width == 0 ? null : new EpisodeColumn<double>(
            name, width, (EpisodeBuffer e, int t, in EpisodePlace _, Span<double> values) => row(e, t, values), names);

    private static EpisodeColumn<long> Whole(string name, EpisodeColumn<long>.RowOf row) => new(name, 1, row);

    // robosuite's OSC_POSE: displacements, turns, and the gripper.
    private static string[] ActionNames(int size)
    {
        string[] arm = ["delta_x", "delta_y", "delta_z", "delta_rx", "delta_ry", "delta_rz"];
        return size is 4 or 7
            ? [.. arm[..(size - 1)], "gripper"]
            : [.. Enumerable.Range(0, size).Select(i => $"action_{i}")];
    }

    private static bool Succeeds(EpisodeBuffer episode, int step) => (episode.Flags(step) & StepFlags.Success) != 0;

    private static void Poses(EpisodeBuffer episode, int step, Span<double> row, bool believed)
    {
        for (int obj = 0; obj < episode.Layout.ObjectCount; obj++)
        {
            Pose pose = believed ? episode.BelievedPose(step, obj) : episode.TruePose(step, obj);
            pose.WriteTo(row.Slice(Pose.Size * obj, Pose.Size));
        }
    }
}
