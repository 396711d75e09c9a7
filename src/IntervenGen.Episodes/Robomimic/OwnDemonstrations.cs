using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Reads back what <see cref="RobomimicWriter"/> wrote, number for number.</summary>
internal static class OwnDemonstrations
{
    public static DatasetImport Import(
        Hdf5Reader file, Hdf5ReaderGroup own, Hdf5ReaderGroup data, string[] demos, TaskSpec spec, string folder,
        CancellationToken cancellation)
    {
        string path = file.Path;
        if (own.TryReadInteger(RobomimicNames.Version) is not 1)
            throw new EpisodeFormatException(
                $"'{path}', {own.Path}: version {own.TryReadInteger(RobomimicNames.Version)}, expected 1: update IntervenGen to read it");
        string json = own.TryReadText(RobomimicNames.Manifest)
            ?? throw new EpisodeFormatException($"'{path}', {own.Path}: the attribute '{RobomimicNames.Manifest}' is missing");
        StoreManifest manifest = StoreManifest.Parse(Encoding.UTF8.GetBytes(json), $"{path}, {own.Path}/{RobomimicNames.Manifest}");
        if (manifest.Task != spec.Name)
            throw new UsageException($"'{path}' holds episodes of task '{manifest.Task}', not of '{spec.Name}'");

        using StagedStore staged = StagedStore.Create(
            folder, manifest, new StoreOptions { ShardBytes = ImportBudget.ShardBytes(file.Length, manifest.ShardBytes) });
        List<string> notes = [];
        (EpisodeSummary Summary, long Stored)[]? table = own.Exists(RobomimicNames.Attempts) ? [.. Attempts(path, own)] : null;
        if (table is null)
            notes.Add("the export was filtered: attempts and steps that it left out are not here, so the digest is another");
        else if (table.Count(row => row.Stored > 0) is var exported && exported != demos.Length)
        {
            notes.Add($"the file has {demos.Length} demonstrations and its table of attempts {exported}: it was put together from " +
                "several or cut, so the digest is another, and attempts without steps are not here");
            table = null;
        }

        return Import(file, data, demos, manifest, table, notes, staged, cancellation);
    }

    /// <summary>Whether demonstrations are ours each, in a file that is not: put together from several exports by copying.</summary>
    public static bool AreAll(Hdf5ReaderGroup data, string[] demos) =>
        demos.All(demo => data.OpenGroup(demo).TryOpenGroup(RobomimicNames.Own) is { } own && own.Exists(RobomimicNames.Attempt)
            && own.Exists(RobomimicNames.BelievedPoses));

    /// <summary>Reads such demonstrations with all that they carry: beliefs, labels, states; nothing tells which model these are
    /// of.</summary>
    public static DatasetImport ImportEach(
        Hdf5Reader file, Hdf5ReaderGroup data, string[] demos, TaskSpec spec, string folder, StoreVersions versions,
        DatasetImportOptions options,
        CancellationToken cancellation)
    {
        bool interventions = demos.Any(demo => Part(data, demo, file.Path).Summary.Kind == EpisodeKind.Intervention);
        var config = new JsonObject { ["importedFrom"] = Path.GetFileName(file.Path) };
        if (options.FilterKey is { } filter)
            config["filterKey"] = filter;
        StoreManifest manifest = StoreManifest.For(
            spec with { ModelHash = RobomimicReader.ForeignModel }, 0,
            interventions ? DatasetKind.Interventions : DatasetKind.Demonstrations, options.Operator ?? "human", config,
            versions with { MuJoCo = "" });
        using StagedStore staged = StagedStore.Create(
            folder, manifest, new StoreOptions { ShardBytes = ImportBudget.ShardBytes(file.Length, new StoreOptions().ShardBytes) });
        List<string> notes =
        [
            "exports of igen, put together: each demonstration came with its beliefs and labels; the runs' settings, and which model " +
            "the states are of, are not in the file",
        ];
        return Import(file, data, demos, manifest, null, notes, staged, cancellation);
    }

    // With the table of all attempts a whole export comes back exactly; without it, every demonstration is an attempt.
    private static DatasetImport Import(
        Hdf5Reader file, Hdf5ReaderGroup data, string[] demos, StoreManifest manifest, (
            EpisodeSummary Summary, long Stored)[]? table, List<string> notes,
        StagedStore staged, CancellationToken cancellation)
    {
        string path = file.Path;
        EpisodeStoreWriter writer = staged.Writer;
        var budget = new ImportBudget(file.Path, file.Length);
        bool exact = table is not null;
        IEnumerator<string> next = ((IEnumerable<string>)demos).GetEnumerator();
        foreach ((EpisodeSummary summary, long stored) in table ?? demos.Select(demo => Part(data, demo, path)))
        {
            cancellation.ThrowIfCancellationRequested();
            EpisodeBuffer? episode = stored < 0 ? null : new EpisodeBuffer(manifest.CreateLayout(), 0);
            if (stored > 0)
                episode = next.MoveNext() ? Read(data, next.Current, manifest, path) : throw new EpisodeFormatException(
                    $"'{path}': attempt {summary.Attempt} has steps and no demonstration is left for it");
            if (exact && summary.Attempt != writer.NextAttempt)
                throw new EpisodeFormatException($"'{path}', {RobomimicNames.Own}/{RobomimicNames.Attempts}: names attempt " +
                    $"{summary.Attempt}, expected {writer.NextAttempt}");
            if (episode is not null)
                budget.Take(episode, $"attempt {summary.Attempt}");
            writer.Append(exact ? summary : summary with { Attempt = writer.NextAttempt, Steps = episode!.Count }, episode);
        }

        writer.SetOperatorSeconds(manifest.OperatorSeconds);
        string digest = staged.Complete(found =>
        {
            if (exact && manifest.Totals is { } totals && totals.Digest != found)
                throw new EpisodeFormatException(
                    $"'{path}': the episodes have the digest {found}, expected {totals.Digest}: the file was changed after its export");
        });
        return new DatasetImport(writer.EpisodeCount, writer.StepCount, digest, exact, notes);
    }

    private static IEnumerable<(EpisodeSummary Summary, long Stored)> Attempts(string path, Hdf5ReaderGroup own)
    {
        long[] table = Array<long>(own, RobomimicNames.Attempts, path, null, AttemptRow.Columns);
        for (int i = 0; i < table.Length / AttemptRow.Columns; i++)
        {
            // Row by row: a copy of a long run's table is as large as the table.
            AttemptRow row = MemoryMarshal.Cast<long, AttemptRow>(table)[i];
            yield return (row.Summary
                ?? throw Wrong(path, own, RobomimicNames.Attempts, $"attempt {row.Attempt} has an unknown word"), row.StoredSteps);
        }
    }

    private static (EpisodeSummary Summary, long Stored) Part(Hdf5ReaderGroup data, string demo, string path)
    {
        Hdf5ReaderGroup group = data.OpenGroup(demo), own = group.OpenGroup(RobomimicNames.Own);
        AttemptRow row = MemoryMarshal.Cast<long, AttemptRow>(Array<long>(own, RobomimicNames.Attempt, path, AttemptRow.Columns))[0];
        EpisodeSummary summary = row.Summary ?? throw Wrong(path, own, RobomimicNames.Attempt, "has an unknown word");
        long first = own.TryReadInteger(RobomimicNames.FirstStep) ?? 0;
        return (summary with { MistakeSteps = (int)Math.Max(0, summary.MistakeSteps - first) }, row.StoredSteps);
    }

    private static EpisodeBuffer Read(Hdf5ReaderGroup data, string name, StoreManifest manifest, string path)
    {
        Hdf5ReaderGroup demo = data.OpenGroup(name), own = demo.OpenGroup(RobomimicNames.Own);
        Hdf5ReaderGroup observations = demo.OpenGroup(RobomimicNames.Observations);
        int objects = manifest.Objects.Count, steps = Steps(demo, path);
        EpisodeLayout layout = manifest.CreateLayout();
        ImportBudget.RequireSteps(path, demo.Path, steps, layout);
        var episode = new EpisodeBuffer(layout, steps);
        double[] actions = Array<double>(demo, RobomimicNames.Actions, path, steps, layout.ActionSize);
        double[] states = Array<double>(demo, RobomimicNames.States, path, steps, layout.StateSize);
        double[] eef = Array<double>(own, RobomimicNames.EefPose, path, steps, Pose.Size);
        double[] target = Array<double>(own, RobomimicNames.TargetPose, path, steps, Pose.Size);
        double[] truth = Array<double>(own, RobomimicNames.TruePoses, path, steps, objects, Pose.Size);
        double[] belief = Array<double>(own, RobomimicNames.BelievedPoses, path, steps, objects, Pose.Size);
        double[] contact = Array<double>(own, RobomimicNames.Contact, path, steps, 3);
        double[] fingers = Array<double>(own, RobomimicNames.Fingers, path, steps, 2);
        byte[] labels = Array<byte>(own, RobomimicNames.Labels, path, steps, 3);
        for (int t = 0; t < steps; t++)
        {
            episode.AddStep();
            Row(states, t, layout.StateSize).CopyTo(episode.State(t));
            Narrow(Row(actions, t, layout.ActionSize), episode.Action(t));
            episode.SetEef(t, Pose.From(Row(eef, t, Pose.Size)));
            episode.SetTarget(t, Pose.From(Row(target, t, Pose.Size)));
            for (int obj = 0; obj < objects; obj++)
            {
                episode.SetTruePose(t, obj, Pose.From(Row(truth, (t * objects) + obj, Pose.Size)));
                episode.SetBelievedPose(t, obj, Pose.From(Row(belief, (t * objects) + obj, Pose.Size)));
            }

            Row(contact, t, 3).CopyTo(episode.ContactPosition(t));
            Narrow(Row(fingers, t, 2), episode.Fingers(t));
            episode.Mode(t) = (StepMode)labels[3 * t];
            episode.Subtask(t) = labels[(3 * t) + 1];
            episode.Flags(t) = (StepFlags)labels[(3 * t) + 2];
        }

        if (StoreLimits.WrongLabel(episode, manifest.Subtasks.Count) is { } wrong)
            throw Wrong(path, own, RobomimicNames.Labels, wrong);
        int at = 0;
        foreach (ObservationField field in manifest.Observations)
        {
            double[] block = Array<double>(observations, field.Name, path, steps, field.Size);
            for (int t = 0; t < steps; t++)
                Narrow(Row(block, t, field.Size), episode.Observation(t).Slice(at, field.Size));
            at += field.Size;
        }

        return episode;
    }

    /// <summary>Steps of a demonstration: rows of its actions.</summary>
    internal static int Steps(IArrayGroup demo, string path)
    {
        int[] shape = demo.ShapeOf(RobomimicNames.Actions);
        return shape.Length == 2
            ? shape[0]
            : throw Wrong(path, demo, RobomimicNames.Actions, $"has shape [{string.Join(", ", shape)}], expected two dimensions");
    }

    /// <summary>Reads an array whose shape is known; null stands for any length.</summary>
    /// <remarks>Another shape is refused before it is read: what it claims would be in memory already.</remarks>
    internal static T[] Array<T>(Hdf5ReaderGroup group, string name, string path, params int?[] expected)
        where T : unmanaged, INumber<T>
    {
        int[] shape = group.ShapeOf(name);
        bool fits = shape.Length == expected.Length && shape.Zip(expected).All(pair => pair.Second is null || pair.First == pair.Second);
        return fits
            ? group.ReadArray<T>(name, out _)
            : throw Wrong(
                path, group, name,
                $"has shape [{string.Join(", ", shape)}], " +
                $"expected [{string.Join(", ", expected.Select(size => size?.ToString() ?? "any"))}]");
    }

    internal static ReadOnlySpan<double> Row(double[] values, int row, int width) => values.AsSpan(row * width, width);

    internal static void Narrow(ReadOnlySpan<double> values, Span<float> target)
    {
        for (int i = 0; i < values.Length; i++)
            target[i] = (float)values[i];
    }

    private static EpisodeFormatException Wrong(string path, IArrayGroup group, string name, string what) =>
        new($"'{path}', {group.Path}/{name}: {what}");
}
