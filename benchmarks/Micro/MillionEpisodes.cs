using System.Diagnostics;
using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Benchmarks.Micro;

/// <summary>A store of very many tiny episodes: how long it takes to write, open, sample, verify and merge it, and with how much memory.
/// </summary>
internal static class MillionEpisodes
{
    private const int Parts = 4, Samples = 10_000;

    /// <summary>Writes the store in parts below a folder, and measures; deletes it afterwards.</summary>
    public static void Run(string folder, int episodes)
    {
        using SimulatedTask task = TaskCatalog.Find("block-grasp").Open();
        var episode = new EpisodeBuffer(new EpisodeLayout(task.Spec), 1);
        episode.AddStep();
        string[] parts = [.. Enumerable.Range(0, Parts).Select(part => Path.Combine(folder, $"part{part}.igen"))];
        string whole = Path.Combine(folder, "whole.igen");
        Directory.CreateDirectory(folder);
        try
        {
            for (int part = 0; part < Parts; part++)
                Measure($"write part {part}", () => Write(parts[part], task.Spec, episode, part * (episodes / Parts), episodes / Parts));
            Measure("merge", () => EpisodeStoreMerge.Merge(parts, whole, null));
            long bytes = Directory.GetFiles(whole).Sum(file => new FileInfo(file).Length);
            Console.WriteLine(FormattableString.Invariant($"{episodes} episodes of 1 step, {bytes / 1e6:0} MB in {Directory.GetFiles(whole).Length - 1} shards"));
            Measure("open", () => EpisodeStore.Open(whole).Dispose());
            Measure($"open and read {Samples} at random", () => Sample(whole, episode));
            Measure("verify", () => EpisodeStoreVerifier.Verify(whole));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string folder, TaskSpec spec, EpisodeBuffer episode, int first, int count)
    {
        StoreManifest manifest = StoreManifest.For(spec, 1, DatasetKind.Benchmark, "", [], new StoreVersions("0", "0"));
        manifest.Config[EpisodeStoreMerge.FirstAttemptKey] = first;
        using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(folder, manifest);
        for (int i = 0; i < count; i++)
        {
            var summary = new EpisodeSummary
            {
                Attempt = i,
                Kind = EpisodeKind.Intervention,
                End = EpisodeEnd.Success,
                Reason = AttemptReason.Kept,
                Steps = episode.Count,
            };
            writer.Append(summary, episode);
        }

        writer.Complete();
    }

    private static void Sample(string folder, EpisodeBuffer episode)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        var random = new CounterRandom(1, 0, 0);
        for (int i = 0; i < Samples; i++)
            store.Read((int)(random.NextDouble(0, 1) * store.Count), episode);
    }

    // Private memory: what the process has for itself. Mapped files are the page cache's, which gives them up where memory is short.
    private static void Measure(string what, Action work)
    {
        var clock = Stopwatch.StartNew();
        long most = 0;
        using (new Timer(_ => most = Math.Max(most, Private()), null, 0, 20))
            work();
        Console.WriteLine(FormattableString.Invariant($"{what,-32} {clock.Elapsed.TotalSeconds,8:0.00} s   at most {most / 1024,5} MB of its own"));
    }

    private static long Private()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon", StringComparison.Ordinal));
        return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
