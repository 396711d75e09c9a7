using System.Diagnostics;
using System.Globalization;

namespace IntervenGen.Fuzz.Running;

/// <summary>Runs each target in a process of its own and outlives it: crashes, hangs and all memory taken are found from outside.</summary>
internal sealed class Supervisor(FuzzArguments arguments)
{
    // A worker of its own for each crash costs a second; after so many there is enough to look at.
    private const int MaxDeaths = 10, GlanceMs = 20, EmitSeconds = 60;

    // Above all limits together: what takes more is stopped before the machine suffers.
    private const long MaxResident = 1L << 30;

    private static readonly TimeSpan s_preparing = TimeSpan.FromSeconds(60);

    public int Run()
    {
        Directory.CreateDirectory(arguments.Folder);
        long inputs = 0, failed = 0;
        foreach (string target in arguments.Targets)
        {
            using var work = new WorkFolder(target);
            using var progress = Progress.Create(work.Progress);
            Supervise(target, work, progress);
            inputs += progress.Inputs;
            failed += progress.Failed;
            double seconds = Math.Max(progress.SpentMs, 1) / 1000.0;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{target,-12} {progress.Inputs,8} inputs {progress.Inputs / seconds,8:0}/s {progress.Accepted,8} accepted"
                + $" {progress.Refused,8} refused {progress.Failed,4} failed   peak +{progress.PeakGrowth >> 20} MB   {seconds:0.0} s"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{inputs} inputs, {failed} failed"));
        return failed == 0 ? 0 : 1;
    }

    private void Supervise(string target, WorkFolder work, Progress progress)
    {
        long from = arguments.From, hungAt = -1;
        for (int deaths = 0; deaths < MaxDeaths; deaths++)
        {
            progress.Iteration = from;
            progress.BegunAt = 0;
            string? death = Watch(target, work, progress, from, out bool isHang);
            if (death is null)
                return;
            bool wasRunning = progress.BegunAt != 0;
            from = progress.Iteration;
            // A machine that was busy with other things is no fault of the input: only who hangs twice hangs.
            if (isHang && wasRunning && hungAt != from)
            {
                hungAt = from;
                continue;
            }

            progress.Failed++;
            string how = wasRunning ? death : $"{death} before its first input";
            Failures.Tell(arguments, target, from, how, path => Emit(target, work, from, path));
            if (!wasRunning || arguments.Input is not null)
                return;
            from++;
        }

        Console.WriteLine($"{target}: {MaxDeaths} processes have ended before their time; giving up");
    }

    /// <returns>How the worker ended; null if it did what it was to do.</returns>
    private string? Watch(string target, WorkFolder work, Progress progress, long from, out bool isHang)
    {
        isHang = false;
        using Process worker = Start(target, work, from, []);
        var since = Stopwatch.StartNew();
        while (!worker.WaitForExit(GlanceMs))
        {
            long begun = progress.BegunAt;
            TimeSpan limit = TargetCatalog.LimitOf(target);
            isHang = begun != 0
                ? Environment.TickCount64 - begun > limit.TotalMilliseconds
                : progress.Inputs == 0 && since.Elapsed > s_preparing;
            bool isHuge = ResidentMemory.Of(worker.Id) > MaxResident;
            if (!isHang && !isHuge)
                continue;
            worker.Kill();
            worker.WaitForExit();
            return isHang ? $"no end within {limit.TotalSeconds:0} s" : $"more than {MaxResident >> 20} MB of memory";
        }

        return worker.ExitCode == 0 ? null : $"the process ended with exit code {worker.ExitCode}";
    }

    private void Emit(string target, WorkFolder work, long iteration, string path)
    {
        using Process worker = Start(target, work, 0, ["--emit", $"{iteration}", Path.GetFullPath(path)]);
        if (!worker.WaitForExit(TimeSpan.FromSeconds(EmitSeconds)))
            worker.Kill();
    }

    private Process Start(string target, WorkFolder work, long from, string[] more)
    {
        work.Clear();
        var start = new ProcessStartInfo("dotnet");
        List<string> words =
        [
            typeof(Supervisor).Assembly.Location, target, "--progress", work.Progress, "--folder", arguments.Folder,
            "--seed", $"{arguments.Seed}", "--from", $"{from}", "--seconds", $"{arguments.Seconds}",
            "--iterations", $"{arguments.Iterations}", .. more,
        ];
        if (arguments.Input is { } input)
            words.AddRange(["--input", input]);
        foreach (string word in words)
            start.ArgumentList.Add(word);
        start.Environment["TMPDIR"] = work.Temporary;
        // Otherwise the runtime keeps a socket in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }
}
