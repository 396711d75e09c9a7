using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IntervenGen.Fuzz.Tests;

/// <summary>How a run of the fuzzer ended.</summary>
internal sealed record Outcome(int ExitCode, string[] Lines)
{
    public string Text => string.Join('\n', Lines);
}

/// <summary>What the fuzzer's line about a target says.</summary>
internal sealed record Counts(long Inputs, long Accepted, long Refused, long Failed, long PeakMegabytes);

/// <summary>The fuzzer as a process of its own, with a folder for what it finds.</summary>
internal sealed partial class Fuzz : IDisposable
{
    private const int MaxSeconds = 240;

    public string Folder { get; } = Directory.CreateTempSubdirectory("igen-fuzz-tests-").FullName;

    public Outcome Run(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])[Path.Combine(AppContext.BaseDirectory, "IntervenGen.Fuzz.dll"), "--folder", Folder, .. words])
            start.ArgumentList.Add(word);
        var lines = new List<string>();
        using Process process = Process.Start(start)!;
        // A crash writes its stack there, and workers have the same ends.
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        if (!process.WaitForExit(TimeSpan.FromSeconds(MaxSeconds)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the fuzzer ran longer than {MaxSeconds} s\n{string.Join('\n', lines)}");
        }

        process.WaitForExit(); // until both streams are read to their end
        return new Outcome(process.ExitCode, [.. lines]);

        void Add(string? line)
        {
            lock (lines)
            {
                if (line is not null)
                    lines.Add(line);
            }
        }
    }

    /// <summary>Runs a target for a while at a fixed seed and holds the result against what every target promises.</summary>
    /// <param name="target">Its name.</param>
    /// <param name="minInputs">Fewer would say that hardly anything was tried, on a machine busy with other things as well.</param>
    public static void Check(string target, int minInputs)
    {
        using var fuzz = new Fuzz();
        Outcome outcome = fuzz.Run(target, "--seconds", "15", "--seed", "20261126");
        Counts counts = CountsOf(outcome);
        Assert.True(outcome.ExitCode == 0 && counts.Failed == 0, outcome.Text);
        Assert.True(counts.Inputs >= minInputs, outcome.Text);
        // Otherwise nothing came far, or nothing was wrong with any.
        Assert.True(counts.Accepted > minInputs / 100 && counts.Refused > minInputs / 100, outcome.Text);
        Assert.InRange(counts.PeakMegabytes, 1, 256);
        Assert.Empty(Directory.GetFiles(fuzz.Folder));
    }

    public static Counts CountsOf(Outcome outcome)
    {
        Match match = outcome.Lines.Select(line => Line().Match(line)).Last(match => match.Success);
        long Number(int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
        return new Counts(Number(1), Number(2), Number(3), Number(4), Number(5));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    [GeneratedRegex(@"(\d+) inputs +\d+/s +(\d+) accepted +(\d+) refused +(\d+) failed +peak \+(\d+) MB")]
    private static partial Regex Line();
}
