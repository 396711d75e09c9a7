using System.Diagnostics;
using IntervenGen.Core;

namespace IntervenGen.Fuzz.Running;

/// <summary>Gives inputs to one target, in a process of its own, which may die of any of them.</summary>
internal sealed class Worker(FuzzArguments arguments)
{
    /// <summary>Resident memory that inputs may add to what the process has before the first one.</summary>
    public const long MaxGrowth = 256L << 20;

    private const int WarmUps = 3, MaxSaved = 20;

    private readonly string _name = arguments.Targets[0];
    private readonly HashSet<string> _known = [];
    private long _baseline;

    public int Run()
    {
        string folder = Path.GetDirectoryName(arguments.Progress)!;
        string place = Directory.CreateDirectory(Path.Combine(folder, "place")).FullName;
        using FuzzTarget target = TargetCatalog.Create(_name, place);
        if (arguments.Emit is { } emit)
        {
            File.WriteAllBytes(emit.Path, target.Input(arguments.Seed, emit.Iteration));
            return 0;
        }

        using var progress = Progress.Open(arguments.Progress!);
        for (int i = 0; i < WarmUps; i++)
        {
            if (!target.Run(target.Seeds[0]))
                throw new DefectException($"{_name}: the first seed must be accepted, and is refused");
        }

        SetBaseline();
        Inputs(target, place, progress);
        return 0;
    }

    private void Inputs(FuzzTarget target, string place, Progress progress)
    {
        byte[]? given = arguments.Input is { } path ? File.ReadAllBytes(path) : null;
        long last = given is null ? arguments.Iterations : 1, until = arguments.Seconds == 0 ? long.MaxValue : 1000 * arguments.Seconds;
        var clock = Stopwatch.StartNew();
        long spent = progress.SpentMs;
        for (long i = arguments.From; i < last && progress.SpentMs < until; i++)
        {
            byte[] input = given ?? target.Input(arguments.Seed, i);
            progress.Iteration = i;
            progress.BegunAt = Environment.TickCount64;
            Verdict verdict = JudgeMemory(target, input, place, Judge(target, input, place));
            progress.BegunAt = 0;
            if (verdict.Fault is { } fault)
            {
                progress.Failed++;
                Tell(i, input, fault);
            }
            else if (verdict.IsAccepted)
            {
                progress.Accepted++;
            }
            else
            {
                progress.Refused++;
            }

            progress.PeakGrowth = Math.Max(progress.PeakGrowth, verdict.Growth);
            progress.SpentMs = spent + clock.ElapsedMilliseconds;
            progress.Iteration = i + 1;
        }
    }

    // The oracle: a value or one of our own exceptions, in bounded memory, with nothing left behind.
    private Verdict Judge(FuzzTarget target, byte[] input, string place)
    {
        bool isAccepted = false;
        Fault? fault = null;
        try
        {
            isAccepted = target.Run(input);
        }
        catch (IntervenGenException)
        {
            // Refused, in words of our own.
        }
        // Whatever else comes out is what is looked for.
        catch (Exception exception)
        {
            fault = Fault.Of(exception);
        }

        fault ??= LeftBehind(place) ?? LeftBehind(Path.GetTempPath());
        return new Verdict(isAccepted, fault, ResidentMemory.Peak() - _baseline);
    }

    // What earlier inputs left to the collector is not this one's: only who takes as much alone takes too much.
    private Verdict JudgeMemory(FuzzTarget target, byte[] input, string place, Verdict first)
    {
        if (first.Growth <= MaxGrowth || first.Fault is not null)
            return first;
        bool isForgotten = ReturnGarbage();
        Verdict alone = Judge(target, input, place);
        ReturnGarbage();
        if (isForgotten && alone.Growth <= MaxGrowth)
            return alone;
        string words = $"{alone.Growth >> 20} MB more than before the first input; at most {MaxGrowth >> 20} MB are allowed";
        return alone with { Fault = new Fault("memory", words) };
    }

    // To the system, not to the collector's own stock.
    private static bool ReturnGarbage()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return ResidentMemory.TryForgetPeak();
    }

    private void SetBaseline()
    {
        ReturnGarbage();
        _baseline = ResidentMemory.Of(Environment.ProcessId);
    }

    private static Fault? LeftBehind(string folder)
    {
        string? found = Directory.EnumerateFileSystemEntries(folder).FirstOrDefault();
        if (found is null)
            return null;
        foreach (string file in Directory.EnumerateFiles(folder))
            File.Delete(file);
        foreach (string inner in Directory.EnumerateDirectories(folder))
            Directory.Delete(inner, recursive: true);
        return new Fault("left behind", Path.GetFileName(found));
    }

    // The same fault once: a thousand inputs that show it help nobody.
    private void Tell(long iteration, byte[] input, Fault fault)
    {
        if (!_known.Add(fault.Kind) || _known.Count > MaxSaved)
            return;
        Failures.Tell(arguments, _name, iteration, $"{fault.Kind}: {fault.Words}", path => File.WriteAllBytes(path, input));
    }

    private readonly record struct Verdict(bool IsAccepted, Fault? Fault, long Growth);
}

/// <summary>What went wrong.</summary>
/// <param name="Kind">Equal where it is the same fault again.</param>
/// <param name="Words">What happened.</param>
internal sealed record Fault(string Kind, string Words)
{
    private const int MaxFrames = 4;

    public static Fault Of(Exception exception)
    {
        string[] frames = [.. (exception.StackTrace ?? "").Split('\n')
            .Where(frame => frame.Contains("IntervenGen.", StringComparison.Ordinal))
            .Select(frame => frame.Trim())];
        return new Fault(
            $"{exception.GetType().Name} {frames.FirstOrDefault()}",
            $"{exception.Message}\n    {string.Join("\n    ", frames.Take(MaxFrames))}");
    }
}
