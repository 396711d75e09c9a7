using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Reads back what <see cref="LeRobotWriter"/> wrote, number for number.</summary>
internal static class OwnDataset
{
    /// <summary>Whether a dataset is one.</summary>
    public static bool Is(string folder) => File.Exists(Path.Combine(folder, LeRobotNames.Manifest));

    public static DatasetImport Import(LeRobotDataset dataset, TaskSpec spec, string folder, CancellationToken cancellation)
    {
        string place = Path.Combine(dataset.Path, LeRobotNames.Manifest), export = Path.Combine(dataset.Path, LeRobotNames.Export);
        StoreManifest manifest = StoreManifest.Parse(File.ReadAllBytes(place), place);
        if (manifest.Task != spec.Name)
            throw new UsageException($"'{dataset.Path}' holds episodes of task '{manifest.Task}', not of '{spec.Name}'");
        bool isWhole = IsWhole(export);
        (EpisodeSummary Summary, long Stored, int Episode)[] attempts = [.. Attempts(Path.Combine(dataset.Path, LeRobotNames.Attempts))];
        List<string> notes = isWhole
            ? []
            : ["the export was filtered: attempts and steps that it left out are not here, so the digest is another"];
        if (attempts.Count(attempt => attempt.Episode >= 0) is var named && named != dataset.Episodes.Count)
        {
            throw new UsageException(
                $"'{dataset.Path}' has {dataset.Episodes.Count} episodes and its table of attempts {named}: it was changed after its " +
                "export; without meta/igen it is read as a dataset of somebody else's");
        }

        long bytes = Math.Min(manifest.ShardBytes, ImportBudget.ShardBytes(dataset.Bytes, manifest.ShardBytes));
        using StagedStore staged = StagedStore.Create(folder, manifest, new StoreOptions { ShardBytes = bytes });
        EpisodeStoreWriter writer = staged.Writer;
        var budget = new ImportBudget(dataset.Path, dataset.Bytes);
        foreach ((EpisodeSummary summary, long stored, int number) in attempts)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isWhole && summary.Attempt != writer.NextAttempt)
                throw new EpisodeFormatException($"'{dataset.Path}': names attempt {summary.Attempt}, expected {writer.NextAttempt}");
            EpisodeBuffer? episode = number >= 0 ? Read(dataset, number, manifest)
                : stored == 0 ? new EpisodeBuffer(manifest.CreateLayout(), 0)
                : null;
            if (episode is not null)
                budget.Take(episode, $"attempt {summary.Attempt}");
            writer.Append(isWhole ? summary : summary with { Attempt = writer.NextAttempt, Steps = episode!.Count }, episode);
        }

        writer.SetOperatorSeconds(manifest.OperatorSeconds);
        string digest = staged.Complete(found =>
        {
            if (isWhole && manifest.Totals is { } totals && totals.Digest != found)
                throw new EpisodeFormatException(
                    $"'{dataset.Path}': the episodes have the digest {found}, expected {totals.Digest}: it was changed after its export");
        });
        return new DatasetImport(writer.EpisodeCount, writer.StepCount, digest, isWhole, notes);
    }

    private static bool IsWhole(string path)
    {
        using System.Text.Json.JsonDocument json = LeRobotDataset.Json(path);
        long version = LeRobotDataset.Whole(json.RootElement, "version", path);
        return version == OwnFiles.Version
            ? LeRobotDataset.Text(json.RootElement, "filter", path) == nameof(ExportFilter.All)
            : throw new EpisodeFormatException($"'{path}': version {version}, expected {OwnFiles.Version}: update IntervenGen to read it");
    }

    private static IEnumerable<(EpisodeSummary Summary, long Stored, int Episode)> Attempts(string path)
    {
        using ParquetTable table = ParquetTable.Open(path);
        for (int group = 0; group < table.Rows.Count; group++)
        {
            long[][] columns = [.. OwnFiles.Columns.Select(name => table.Read<long>(group, name, 1))];
            for (int i = 0; i < table.Rows[group]; i++)
            {
                var row = new AttemptRow(
                    columns[0][i], columns[1][i], columns[2][i], columns[3][i], columns[4][i], columns[5][i], columns[6][i], columns[8][i]);
                long episode = columns[9][i], first = columns[10][i];
                if (row.Summary is not { } summary || columns[7][i] is < -1 or > byte.MaxValue || episode is < -1 or > int.MaxValue)
                    throw new EpisodeFormatException($"'{path}': attempt {row.Attempt} has an unknown word or number");
                int mistake = (int)Math.Max(0, summary.MistakeSteps - Math.Max(0, first));
                yield return (
                    summary with { Subtask = (int)columns[7][i], MistakeSteps = mistake }, row.StoredSteps, (int)episode);
            }
        }
    }

    private static EpisodeBuffer Read(LeRobotDataset dataset, int number, StoreManifest manifest)
    {
        int steps = dataset.Episodes[number].Length, objects = manifest.Objects.Count;
        EpisodeLayout layout = manifest.CreateLayout();
        ImportBudget.RequireSteps(dataset.Path, $"episode {number}", steps, layout);
        dataset.RequireOwnRows(number);
        double[] Doubles(string name, int width) => width == 0 ? [] : Columns<double>(dataset, number, name, width);
        float[] Floats(string name, int width) => width == 0 ? [] : Columns<float>(dataset, number, name, width);
        ObservationParts parts = ObservationParts.Of(manifest.Observations);
        double[] states = Doubles(LeRobotNames.SimulatorState, layout.StateSize);
        double[] eef = Doubles(LeRobotNames.EefPose, Pose.Size), target = Doubles(LeRobotNames.TargetPose, Pose.Size);
        double[] truth = Doubles(LeRobotNames.ObjectPoses, Pose.Size * objects);
        double[] belief = Doubles(LeRobotNames.BelievedPoses, Pose.Size * objects);
        double[] contact = Doubles(LeRobotNames.Contact, 3);
        float[] actions = Floats(LeRobotNames.Action, layout.ActionSize), fingers = Floats(LeRobotNames.Fingers, 2);
        byte[] Bytes(string name) => Columns<byte>(dataset, number, name, 1);
        byte[] modes = Bytes(LeRobotNames.Mode), subtasks = Bytes(LeRobotNames.Subtask), flags = Bytes(LeRobotNames.Flags);
        (float[] Values, IReadOnlyList<ObservationPart> Parts)[] observations =
        [
            (Floats(LeRobotNames.State, Width(parts.Robot)), parts.Robot),
            (Floats(LeRobotNames.EnvironmentState, Width(parts.Environment)), parts.Environment),
        ];
        var episode = new EpisodeBuffer(layout, steps);
        for (int t = 0; t < steps; t++)
        {
            episode.AddStep();
            states.AsSpan(t * layout.StateSize, layout.StateSize).CopyTo(episode.State(t));
            actions.AsSpan(t * layout.ActionSize, layout.ActionSize).CopyTo(episode.Action(t));
            episode.SetEef(t, Pose.From(eef.AsSpan(t * Pose.Size, Pose.Size)));
            episode.SetTarget(t, Pose.From(target.AsSpan(t * Pose.Size, Pose.Size)));
            for (int obj = 0; obj < objects; obj++)
            {
                episode.SetTruePose(t, obj, Pose.From(truth.AsSpan(((t * objects) + obj) * Pose.Size, Pose.Size)));
                episode.SetBelievedPose(t, obj, Pose.From(belief.AsSpan(((t * objects) + obj) * Pose.Size, Pose.Size)));
            }

            contact.AsSpan(3 * t, 3).CopyTo(episode.ContactPosition(t));
            fingers.AsSpan(2 * t, 2).CopyTo(episode.Fingers(t));
            (episode.Mode(t), episode.Subtask(t), episode.Flags(t)) = ((StepMode)modes[t], subtasks[t], (StepFlags)flags[t]);
            foreach ((float[] values, IReadOnlyList<ObservationPart> side) in observations)
                Observe(values, side, t, episode.Observation(t));
        }

        return StoreLimits.WrongLabel(episode, manifest.Subtasks.Count) is not { } wrong
            ? episode
            : throw new EpisodeFormatException($"'{dataset.Path}', episode {number}: {wrong}");
    }

    private static int Width(IReadOnlyList<ObservationPart> parts) => parts.Sum(part => part.Field.Size);

    private static void Observe(float[] values, IReadOnlyList<ObservationPart> parts, int step, Span<float> observation)
    {
        int at = step * Width(parts);
        foreach (ObservationPart part in parts)
        {
            values.AsSpan(at, part.Field.Size).CopyTo(observation[part.Offset..]);
            at += part.Field.Size;
        }
    }

    private static T[] Columns<T>(LeRobotDataset dataset, int number, string name, int width)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        if (dataset.Features.GetValueOrDefault(name) is { } feature && feature.Width != width)
            throw new EpisodeFormatException($"'{dataset.Path}', feature '{name}': has {feature.Width} numbers, expected {width}");
        return dataset.Read<T>(number, name);
    }
}
