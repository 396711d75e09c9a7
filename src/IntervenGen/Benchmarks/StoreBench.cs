using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Numerics;

namespace IntervenGen;

/// <summary>The episode store's MB/s against copying the same bytes into a mapped file on the same file system.</summary>
internal static class StoreBench
{
    private const int Steps = 300;

    public static JsonObject Run(TaskSpec spec, RunMonitor monitor, string folder, int episodes, int rounds, CancellationToken cancellation)
    {
        var layout = new EpisodeLayout(spec);
        EpisodeBuffer episode = MakeEpisode(layout);
        double bytes = (double)episode.Bytes.Length * episodes;
        var append = new double[rounds];
        var copy = new double[rounds];
        var read = new double[rounds];
        long allocated = 0;
        for (int round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            monitor.Say($"  round {round + 1} of {rounds}: {bytes / 1e6:0} MB");
            copy[round] = Copy(Path.Combine(folder, "copy.bin"), episode.Bytes, episodes);
            string store = Path.Combine(folder, "store.igen");
            append[round] = Append(store, spec, episode, episodes, out long before);
            allocated = before;
            read[round] = Read(store, episode);
            Directory.Delete(store, recursive: true);
        }

        Array.Sort(append);
        Array.Sort(copy);
        Array.Sort(read);
        double write = bytes / 1e6 / append[rounds / 2], plain = bytes / 1e6 / copy[rounds / 2];
        return new JsonObject
        {
            ["task"] = spec.Name,
            ["write_mb_per_s"] = Math.Round(write, 1),
            ["copy_mb_per_s"] = Math.Round(plain, 1),
            ["ratio"] = Math.Round(write / plain, 4),
            ["read_mb_per_s"] = Math.Round(bytes / 1e6 / read[rounds / 2], 1),
            ["steps_per_s"] = Math.Round(Steps * episodes / append[rounds / 2], 0),
            ["bytes_per_step"] = layout.Stride,
            ["alloc_bytes_per_step"] = (double)allocated / (Steps * episodes),
            ["episodes"] = episodes,
            ["steps_per_episode"] = Steps,
            ["megabytes"] = Math.Round(bytes / 1e6, 1),
            ["rounds"] = rounds,
            ["folder"] = Path.GetFullPath(folder),
            ["machine"] = BenchMachine.Describe(),
        };
    }

    private static double Copy(string path, ReadOnlySpan<byte> bytes, int times)
    {
        long length = (long)bytes.Length * times;
        var clock = Stopwatch.StartNew();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.None))
        {
            file.SetLength(length);
            using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
                file, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            using MemoryMappedViewStream view = map.CreateViewStream();
            for (int i = 0; i < times; i++)
                view.Write(bytes);
        }

        double seconds = clock.Elapsed.TotalSeconds;
        File.Delete(path);
        return seconds;
    }

    private static double Append(string folder, TaskSpec spec, EpisodeBuffer episode, int episodes, out long allocated)
    {
        StoreManifest manifest = StoreManifest.For(spec, 1, DatasetKind.Benchmark, "", [], Workspace.Versions);
        var clock = Stopwatch.StartNew();
        using EpisodeStoreWriter writer = EpisodeStoreWriter.OpenOrCreate(folder, manifest);
        long before = 0;
        for (int i = 0; i < episodes; i++)
        {
            // The first append makes the first shard.
            if (i == 1)
                before = GC.GetAllocatedBytesForCurrentThread();
            writer.Append(
                new EpisodeSummary
                {
                    Attempt = i,
                    Kind = EpisodeKind.Intervention,
                    End = EpisodeEnd.Success,
                    Reason = AttemptReason.Kept,
                    Steps = episode.Count,
                },
                episode);
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return clock.Elapsed.TotalSeconds;
    }

    private static double Read(string folder, EpisodeBuffer episode)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < store.Count; i++)
            store.Read(i, episode);
        return clock.Elapsed.TotalSeconds;
    }

    private static EpisodeBuffer MakeEpisode(EpisodeLayout layout)
    {
        var episode = new EpisodeBuffer(layout, Steps);
        var random = new CounterRandom(7, 0, 0);
        for (int step = 0; step < Steps; step++)
        {
            episode.AddStep();
            foreach (ref double value in episode.State(step))
                value = random.NextGaussian();
            foreach (ref float value in episode.Observation(step))
                value = (float)random.NextGaussian();
        }

        return episode;
    }
}
