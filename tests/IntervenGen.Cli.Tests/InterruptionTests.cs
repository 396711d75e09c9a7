using System.Buffers.Binary;
using System.Diagnostics;

namespace IntervenGen.Cli.Tests;

[Collection(TinyDemoTests.Name)]
public sealed class InterruptionTests(TinyDemo demo)
{
    private const int Interrupt = 2, Kill = 9, Terminate = 15, Episodes = 40;

    [Fact]
    public void A_generation_stopped_and_killed_again_and_again_ends_as_if_nothing_had_happened()
    {
        string dataset = demo["stopped.igen"];
        int blocks = 0;
        foreach ((int signal, int exitCode) in ((int, int)[])[(Interrupt, 130), (Kill, 137), (Terminate, 143), (Kill, 137)])
        {
            blocks += 5;
            // A kill may have come late: the signal is for a run that has begun, not for a program that is starting.
            long wanted = Math.Max(blocks, Blocks(dataset) + 1);
            Outcome stopped = Stop(Generate(dataset), signal, () => Blocks(dataset) >= wanted).Expect(exitCode);
            AssertSaid(stopped, signal);
            Assert.InRange((int)Igen.Run("dataset", "info", dataset, "--json").Expect(0).Json["episodes"]!, blocks, Episodes - 1);
        }

        Outcome finished = Igen.Run(Generate(dataset)).Expect(0);
        Assert.Contains(finished.Errors, line => line.Contains("continuing", StringComparison.Ordinal));
        string reference = demo["whole.igen"];
        Igen.Run(Generate(reference)).Expect(0);
        foreach (string name in (string[])["manifest.json", "shard-00000.bin"])
            Assert.True(File.ReadAllBytes(Path.Combine(reference, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(dataset, name))), name);
    }

    [Fact]
    public void A_training_stopped_and_killed_again_and_again_ends_with_the_same_weights()
    {
        string policy = demo["stopped.ckpt"], training = policy + ".training", best = policy + ".best";
        AssertSaid(Stop(Train(policy), Interrupt, () => File.Exists(training)).Expect(130), Interrupt);
        AssertSaid(Stop(Train(policy), Terminate, () => File.Exists(best)).Expect(143), Terminate);
        DateTime saved = File.GetLastWriteTimeUtc(training);
        AssertSaid(Stop(Train(policy), Kill, () => File.GetLastWriteTimeUtc(training) > saved).Expect(137), Kill);
        Assert.False(File.Exists(policy));
        Assert.Contains("interrupted training", Igen.Run([.. Train(policy), "--weighted"]).Expect(2).Complaint(), StringComparison.Ordinal);
        Outcome finished = Igen.Run(Train(policy)).Expect(0);
        Assert.Contains(finished.Errors, line => line.Contains("continuing at gradient step", StringComparison.Ordinal));
        Assert.False(File.Exists(training) || File.Exists(best));
        string reference = demo["whole.ckpt"];
        Igen.Run(Train(reference)).Expect(0);
        Weights.AssertSame(reference, policy);
    }

    private static void AssertSaid(Outcome stopped, int signal)
    {
        if (signal == Kill)
            Assert.DoesNotContain(stopped.Errors, line => line.StartsWith("igen: ", StringComparison.Ordinal));
        else
            Assert.Contains("the same command goes on", stopped.Complaint(), StringComparison.Ordinal);
    }

    private string[] Generate(string dataset) =>
        ["generate", "demos", "--source", demo.Demonstrations, "--episodes", $"{Episodes}", "--lanes", "4", "--out", dataset];

    private string[] Train(string policy) =>
        ["train", "--data", demo.BaseData, "--steps", "160", "--hidden", "64", "--selection-trials", "1", "--clean-selection", "--out", policy];

    // Sends the signal as soon as the condition holds while the command runs.
    private static Outcome Stop(string[] command, int signal, Func<bool> reached)
    {
        using Igen igen = Igen.Start(command);
        var clock = Stopwatch.StartNew();
        while (!reached() && !igen.HasExited && clock.Elapsed.TotalSeconds < 60)
            Thread.Sleep(2);
        Assert.True(reached(), $"it never came to what signal {signal} is for; it {(igen.HasExited ? "has ended" : "still runs")}");
        igen.Signal(signal);
        return igen.Wait();
    }

    /// <summary>Blocks that the shard's newest header counts: offset 56 of either copy.</summary>
    internal static long Blocks(string dataset)
    {
        string shard = Path.Combine(dataset, "shard-00000.bin");
        if (!File.Exists(shard))
            return 0;
        using var file = new FileStream(shard, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] headers = new byte[8192];
        file.ReadExactly(headers);
        return Math.Max(BinaryPrimitives.ReadInt64LittleEndian(headers.AsSpan(56)), BinaryPrimitives.ReadInt64LittleEndian(headers.AsSpan(4096 + 56)));
    }
}
