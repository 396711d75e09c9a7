using System.Globalization;
using IntervenGen.Episodes;

namespace IntervenGen.Cluster.FakeStage;

/// <summary>A made-up run of three stages: <c>collect</c>, <c>generate</c> in parts, and <c>report</c>.</summary>
/// <param name="folder">The run's folder; <c>settings</c> in it holds attempts and milliseconds of an attempt.</param>
/// <param name="cancellation">Stops between attempts.</param>
public sealed class FakeStage(string folder, CancellationToken cancellation)
{
    /// <summary>Attempts of the stage that has no parts.</summary>
    public const int Collected = 5;

    /// <summary>Where a stage's result is.</summary>
    public static string Result(string folder, string stage) => Path.Combine(folder, "results", stage == "report" ? "report.txt" : stage + ".igen");

    /// <summary>Where a part's result is.</summary>
    public static string PartResult(string folder, string stage, int part) => Path.Combine(folder, "parts", $"{stage}-{part}.igen");

    /// <summary>Writes the settings of a run.</summary>
    public static void Prepare(string folder, int attempts, int milliseconds)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "settings"), string.Create(CultureInfo.InvariantCulture, $"{attempts} {milliseconds}"));
    }

    /// <summary>Makes a stage, a part of it, or joins its parts.</summary>
    public void Make(string stage, int part, int parts)
    {
        string place = part > 0 ? PartResult(folder, stage, part) : Result(folder, stage);
        if (Path.Exists(place))
            return;
        string root = Path.Combine(folder, "work", stage, part > 0 ? $"part-{part}" : "whole");
        using WorkLease lease = WorkLease.Take(root, Incarnation.OfThisProcess());
        string made = Path.Combine(WorkFolder.Begin(lease), "made");
        Console.Error.WriteLine($"{lease.Holder} makes {stage} {part}/{parts} in turn {lease.Number}");
        if (stage == "report")
            Report(made);
        else if (part == 0 && parts > 0)
            Join(made, stage, parts);
        else
            Fill(made, stage, part, parts, lease);
        WorkFolder.Publish(lease, made, place);
        WorkFolder.RemoveAll(root);
    }

    private void Fill(string made, string stage, int part, int parts, WorkLease lease)
    {
        string[] settings = File.ReadAllText(Path.Combine(folder, "settings")).Split(' ');
        long attempts = stage == "collect" ? Collected : long.Parse(settings[0], CultureInfo.InvariantCulture);
        int milliseconds = int.Parse(settings[1], CultureInfo.InvariantCulture);
        long first = part > 0 ? attempts * (part - 1) / parts : 0, end = part > 0 ? attempts * part / parts : attempts;
        using EpisodeStoreWriter writer = EpisodeStoreWriter.OpenOrCreate(made, FakeEpisodes.Manifest(first), FakeEpisodes.Options);
        while (first + writer.NextAttempt < end)
        {
            cancellation.ThrowIfCancellationRequested();
            lease.ThrowIfLost();
            // Long enough to be interrupted in.
            cancellation.WaitHandle.WaitOne(milliseconds);
            cancellation.ThrowIfCancellationRequested();
            FakeEpisodes.AppendTo(writer, first);
            Note($"{stage} {first + writer.NextAttempt - 1}\n");
            FailOnce(stage, part);
        }

        writer.Complete();
    }

    private void Join(string made, string stage, int parts)
    {
        string[] folders = [.. Enumerable.Range(1, parts).Select(part => PartResult(folder, stage, part))];
        if (Directory.Exists(made))
            Directory.Delete(made, recursive: true);
        EpisodeStoreMerge.Merge(folders, made, null, cancellation);
    }

    private void Report(string made)
    {
        using EpisodeStore store = EpisodeStore.Open(Result(folder, "generate"));
        File.WriteAllText(made, $"{store.AttemptCount} attempts, digest {store.Manifest.Totals!.Digest}");
    }

    // Appending is a seek and then a write: two processes that do both at once would lose a line.
    private void Note(string line)
    {
        using FileStream turn = Turn(Path.Combine(folder, "made.lock"));
        File.AppendAllText(Path.Combine(folder, "made.log"), line);
    }

    private static FileStream Turn(string path)
    {
        for (; ; )
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(1);
            }
        }
    }

    private void FailOnce(string stage, int part)
    {
        string order = Path.Combine(folder, $"fail-{stage}-{part}");
        if (!File.Exists(order))
            return;
        int left = int.Parse(File.ReadAllText(order), CultureInfo.InvariantCulture);
        if (left > 1)
            File.WriteAllText(order, (left - 1).ToString(CultureInfo.InvariantCulture));
        else
            File.Delete(order);
        throw new InvalidOperationException($"{stage} {part} was told to fail");
    }
}
