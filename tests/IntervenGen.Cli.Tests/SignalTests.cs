using System.Diagnostics;

namespace IntervenGen.Cli.Tests;

/// <summary>What a signal does to a run, and what is said of it.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class SignalTests(TinyDemo demo)
{
    private const int HangUp = 1, Interrupt = 2, Terminate = 15;

    [Fact]
    public void A_hang_up_saves_and_the_same_command_goes_on()
    {
        string dataset = demo["hung-up.igen"];
        using (Igen igen = StartAndWait(Generate(dataset, 30), () => HasBegun(dataset)))
        {
            igen.Signal(HangUp);
            Assert.Contains("the same command goes on from there", igen.Wait().Expect(129).Complaint(), StringComparison.Ordinal);
        }

        Assert.False((bool)Igen.Run("dataset", "info", dataset, "--json").Expect(0).Json["complete"]!);
        Assert.Equal(30, (int)Igen.Run([.. Generate(dataset, 30), "--json"]).Expect(0).Json["episodes"]!);
    }

    [Fact]
    public void A_hang_up_under_nohup_changes_nothing()
    {
        string dataset = demo["nohup.igen"];
        using Igen igen = Igen.StartWithoutHangUp(Generate(dataset, 8));
        WaitFor(igen, () => HasBegun(dataset));
        igen.Signal(HangUp);
        Assert.DoesNotContain(igen.Wait().Expect(0).Errors, line => line.Contains("stopping", StringComparison.Ordinal));
    }

    [Fact]
    public void An_interrupted_run_is_not_called_done()
    {
        string dataset = demo["not-done.igen"];
        using Igen igen = StartAndWait(Generate(dataset, 30), () => HasBegun(dataset));
        igen.Signal(Interrupt);
        Outcome outcome = igen.Wait().Expect(130);
        Assert.Contains(outcome.Errors, line => line.Contains(": stopped after ", StringComparison.Ordinal));
        Assert.DoesNotContain(outcome.Errors, line => line.Contains("done in", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HangUp, 129)]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    public void A_server_that_is_stopped_says_no_more_than_that(int signal, int exitCode)
    {
        using Igen igen = Igen.Start("franka", "serve", "--port", "0", "--gripper-port", "0", "--clock", "LockStep");
        WaitFor(igen, () => igen.Output.Any(line => line.Contains("Ctrl-C ends it", StringComparison.Ordinal)));
        igen.Signal(signal);
        Outcome outcome = igen.Wait();
        Assert.Equal("igen: stopping", outcome.Complaint());
        // It was asked to serve until then: that is its end, whichever signal brought it.
        Assert.Contains(outcome.ExitCode, (int[])[0, exitCode]);
    }

    [Fact]
    public void A_second_signal_of_any_kind_ends_a_run_at_once()
    {
        string policy = demo["second.ckpt"];
        using Igen igen = StartAndWait(
            ["train", "--data", demo.BaseData, "--steps", "100000", "--hidden", "400", "--selection-trials", "0", "--out", policy],
            () => Directory.GetFiles(Path.GetDirectoryName(policy)!, "second.ckpt*").Length > 0);
        igen.Signal(Interrupt);
        igen.Signal(Terminate);
        // 128 and the signal, whichever of the two the kernel delivered last.
        Assert.Contains(igen.Wait().ExitCode, (int[])[130, 143]);
    }

    [Fact]
    public void A_stopped_export_leaves_nothing_and_says_so()
    {
        string file = demo["stopped.hdf5"];
        using Igen igen = Igen.Start("dataset", "export", demo.BaseData, "--out", file);
        WaitFor(igen, () => File.Exists(file + ".unfinished"));
        igen.Signal(Interrupt);
        Outcome outcome = igen.Wait();
        // It may have been done before the signal came.
        if (outcome.ExitCode != 0)
            Assert.Equal("igen: stopping; nothing is left behind", outcome.Expect(130).Complaint());
        Assert.False(File.Exists(file + ".unfinished"));
        Assert.Equal(outcome.ExitCode == 0, File.Exists(file));
    }

    private string[] Generate(string dataset, int episodes) =>
    [
        "generate", "demos", "--source", demo.Demonstrations, "--episodes", $"{episodes}", "--lanes", "2", "--workers", "1",
        "--out", dataset,
    ];

    private static bool HasBegun(string dataset) => InterruptionTests.Blocks(dataset) > 0;

    private static Igen StartAndWait(string[] command, Func<bool> reached)
    {
        Igen igen = Igen.Start(command);
        WaitFor(igen, reached);
        return igen;
    }

    private static void WaitFor(Igen igen, Func<bool> reached)
    {
        var clock = Stopwatch.StartNew();
        while (!reached() && !igen.HasExited && clock.Elapsed.TotalSeconds < 60)
            Thread.Sleep(2);
        Assert.True(reached(), "it ended before it got there");
    }
}
