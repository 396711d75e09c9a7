using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>The observations of foreign demonstrations, as far as the task observes the same.</summary>
internal sealed class ForeignObservations(
    string path, TaskSpec spec, DatasetImportOptions options, SortedSet<string> unmapped, ImportFaults faults)
{
    private const double UnitTolerance = 0.01;

    // Of each object in the block of all: position, quaternion, and both relative to the hand.
    private const int NumbersPerObject = 14;

    // Wide enough for another frame of the same body.
    private const double SamePlace = 0.05;

    private readonly HashSet<string> _otherwise = new(StringComparer.Ordinal);

    /// <summary>Why nothing should be learned from the observations; null where they are all there.</summary>
    public string? Missing { get; private set; }

    /// <summary>Names what the task does not observe, and what of it is missing.</summary>
    /// <param name="demo">The demonstration.</param>
    /// <param name="objects">Poses of the task's objects, shape [objects][steps]; null where the file has none.</param>
    public void Survey(IArrayGroup demo, Pose[][]? objects)
    {
        IArrayGroup? group = demo.TryOpenGroup(RobomimicNames.Observations);
        foreach (string name in (group?.Names() ?? []).Where(name => spec.Observations.All(field => Theirs(field) != name)))
            unmapped.Add($"observation '{name}': the task does not observe it");
        foreach (ObservationField field in spec.Observations)
        {
            int[]? shape = group?.Exists(Theirs(field)) == true ? group.ShapeOf(Theirs(field)) : null;
            if (shape is not [_, var width] || width != field.Size)
                LeaveOut(shape is null
                    ? $"'{field.Name}' is not in the file"
                    : $"'{field.Name}' has {Width(shape)} there, here {field.Size}");
            else if (objects is not null && IsObjects(field) && faults.Try(() => MeansOtherwise(group!, field, objects)) is { } other)
                LeaveOut($"'{field.Name}' has {field.Size} numbers as here, but {other}");
        }
    }

    /// <summary>Distance of the fingers in every step, metres; empty where the file does not tell.</summary>
    public double[] Openings(IArrayGroup demo, int steps)
    {
        IArrayGroup? group = demo.TryOpenGroup(RobomimicNames.Observations);
        string name = options.Observations.GetValueOrDefault(RobomimicNames.FingerPositions, RobomimicNames.FingerPositions);
        if (group?.Exists(name) != true || group.ShapeOf(name) is not [_, 2])
            return [];
        double[] fingers = ForeignRows.Read<double>(group, name, path, steps, 2);
        return [.. Enumerable.Range(0, steps).Select(t => Math.Abs(fingers[2 * t]) + Math.Abs(fingers[(2 * t) + 1]))];
    }

    /// <summary>Copies what fits into an episode.</summary>
    public void Read(IArrayGroup demo, EpisodeBuffer episode, ForeignMotion motion, int first)
    {
        IArrayGroup? group = demo.TryOpenGroup(RobomimicNames.Observations);
        int at = 0;
        foreach (ObservationField field in spec.Observations)
        {
            int start = at;
            if (!_otherwise.Contains(field.Name) && group?.Exists(Theirs(field)) == true && group.ShapeOf(Theirs(field)) is [_, var width]
                && width == field.Size)
                faults.Try(() => Copy(group, field, episode, motion, first, start));

            at += field.Size;
        }
    }

    private void Copy(IArrayGroup group, ObservationField field, EpisodeBuffer episode, ForeignMotion motion, int first, int at)
    {
        int steps = motion.Count;
        double[] block = ForeignRows.Read<double>(group, Theirs(field), path, steps, field.Size);
        ForeignRows.RequireFinite(block, field.Size, path, group, Theirs(field));
        if (field.Name.EndsWith("_quat", StringComparison.Ordinal) && field.Size == 4)
        {
            RequireUnit(block, group, field);
            Reorder(block, motion, field);
        }

        for (int t = first; t < steps; t++)
            OwnDemonstrations.Narrow(OwnDemonstrations.Row(block, t, field.Size), episode.Observation(t - first).Slice(at, field.Size));
        if (field.Name != RobomimicNames.FingerPositions)
            return;
        for (int t = 0; t < episode.Count; t++)
            episode.Observation(t).Slice(at, 2).CopyTo(episode.Fingers(t));
    }

    /// <summary>Remembers that observations are left at zero.</summary>
    public void LeaveOut(string reason)
    {
        unmapped.Add($"observation {reason}; left at zero");
        Missing ??= "some of its observations are zero";
    }

    // Steps differ from one demonstration to the next: what is said of all of them names the rest of the shape.
    private static string Width(int[] shape) =>
        shape.Length == 2
            ? $"{shape[1]} numbers"
            : $"the shape [{string.Join(", ", shape.Select((size, i) => i == 0 ? "steps" : $"{size}"))}]";

    private bool IsObjects(ObservationField field) => field.Name == "object" && field.Size == NumbersPerObject * spec.Objects.Count;

    // A block of the right width may hold other things, or the same objects in another order: its positions tell.
    private string? MeansOtherwise(IArrayGroup group, ObservationField field, Pose[][] objects)
    {
        double[] block = ForeignRows.Read<double>(group, Theirs(field), path, objects[0].Length, field.Size);
        for (int obj = 0; obj < objects.Length; obj++)
        {
            for (int t = 0; t < objects[obj].Length; t++)
            {
                var there = Vec3.From(block.AsSpan((t * field.Size) + (NumbersPerObject * obj)));
                if ((there - objects[obj][t].Position).Length <= SamePlace)
                    continue;
                _otherwise.Add(field.Name);
                return $"number {NumbersPerObject * obj} and the two after it are not the position of '{spec.Objects[obj]}'";
            }
        }

        return null;
    }

    private string Theirs(ObservationField field) => options.Observations.GetValueOrDefault(field.Name, field.Name);

    // The hand and its grip site share their axis, whatever the turn about it: the order that shows this is the file's. Here, as in
    // robomimic, x y z w.
    private void Reorder(double[] block, ForeignMotion motion, ObservationField field)
    {
        if (field.Name != "robot0_eef_quat")
            return;
        // A hand that points straight down looks nearly right in either order: the difference counts, not the size.
        const double fits = 0.02, noise = 0.01;
        double asTheyStand = Tilt(block, motion, Quat.FromXyzw), otherwise = Tilt(block, motion, Quat.From);
        if (otherwise > fits || asTheyStand < (10 * otherwise) + noise)
            return;
        unmapped.Add($"observation '{field.Name}': in the order w x y z there, told from eef_pose; here x y z w");
        for (int t = 0; 4 * t < block.Length; t++)
        {
            Span<double> q = block.AsSpan(4 * t, 4);
            (q[0], q[1], q[2], q[3]) = (q[1], q[2], q[3], q[0]);
        }
    }

    // Angle between the axes of hand and end effector, the largest of all steps, radians.
    private static double Tilt(double[] block, ForeignMotion motion, Func<ReadOnlySpan<double>, Quat> read) =>
        Enumerable.Range(0, motion.Count).Max(t =>
        {
            Quat between = motion.Eef[t].Orientation.Conjugate * read(block.AsSpan(4 * t, 4));
            return 2 * Math.Asin(Math.Min(1, Math.Sqrt((between.X * between.X) + (between.Y * between.Y))));
        });

    // A quaternion of length 0 turns nothing; one that is a little off was rounded or averaged.
    private void RequireUnit(double[] block, IArrayGroup group, ObservationField field)
    {
        for (int t = 0; 4 * t < block.Length; t++)
        {
            Span<double> quaternion = block.AsSpan(4 * t, 4);
            double length = Math.Sqrt((quaternion[0] * quaternion[0]) + (quaternion[1] * quaternion[1]) + (
                quaternion[2] * quaternion[2]) + (quaternion[3] * quaternion[3]));
            if (length < 1e-6)
                throw new EpisodeFormatException($"'{path}', {group.Path}/{Theirs(field)}: the quaternion of step {t} has length 0");
            if (Math.Abs(length - 1) <= UnitTolerance)
                continue;
            unmapped.Add($"observation '{field.Name}': quaternions of another length than 1, made unit");
            for (int k = 0; k < 4; k++)
                quaternion[k] /= length;
        }
    }
}
