using System.Diagnostics;
using IntervenGen.Episodes.CrashWriter;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests;

public sealed class KillTests : IDisposable
{
    private const int Kills = 24;
    private const int Attempts = 1_000_000; // more than any machine appends before the last kill
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kill_9_at_random_moments_loses_nothing_that_was_committed()
    {
        string path = _folder["run.igen"];
        var random = new CounterRandom(11, 0, 0);
        long committed = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            // The first kills come while the process starts and the store is made.
            committed = Math.Max(committed, RunAndKill(path, wait: random.NextDouble(0, kill < 6 ? 0.12 : 0.03), afterFirstByte: kill >= 6));
            if (!EpisodeStore.Exists(path))
            {
                Assert.False(Directory.Exists(path));
                continue;
            }

            using (var store = EpisodeStore.Open(path))
                Assert.InRange(store.AttemptCount, committed, committed + 1);
            StoreVerification result = EpisodeStoreVerifier.Verify(path);
            Assert.True(result.IsGood, result.FirstFault?.ToString());
            Assert.InRange(result.GoodBlocks, committed, committed + 1);
        }

        Assert.InRange(committed, Kills - 6, Attempts - 1);
        int final = (int)committed + 10;
        TemporaryFolder.AssertSameFiles(_folder.Write(final, name: "reference.igen"), _folder.Write(final));
        TemporaryFolder.AssertHolds(path, final);
    }

    // Returns one more than the last attempt that the child said was committed.
    private static long RunAndKill(string path, double wait, bool afterFirstByte)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(SampleRun).Assembly.Location);
        start.ArgumentList.Add(path);
        start.ArgumentList.Add($"{Attempts}");
        using Process child = Process.Start(start)!;
        using var said = new MemoryStream();
        Stream output = child.StandardOutput.BaseStream;
        byte[] bytes = new byte[1 << 16];
        if (afterFirstByte)
            said.Write(bytes, 0, output.Read(bytes));
        long until = Stopwatch.GetTimestamp() + (long)(wait * Stopwatch.Frequency);
        Task<int> pending = output.ReadAsync(bytes).AsTask();
        while (Stopwatch.GetTimestamp() < until)
        {
            if (!pending.Wait(TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until).Ticks))))
                break;
            said.Write(bytes, 0, pending.Result);
            pending = output.ReadAsync(bytes).AsTask();
        }

        child.Kill(); // SIGKILL
        while (pending.GetAwaiter().GetResult() is > 0 and int read)
        {
            said.Write(bytes, 0, read);
            pending = output.ReadAsync(bytes).AsTask();
        }

        child.WaitForExit();
        int whole = (int)said.Length / sizeof(long);
        return whole == 0 ? 0 : BitConverter.ToInt64(said.ToArray(), (whole - 1) * sizeof(long)) + 1;
    }
}
