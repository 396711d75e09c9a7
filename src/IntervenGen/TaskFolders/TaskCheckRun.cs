using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>Checks a task: opens it, samples scenes, has the operator do it, and draws what that looks like.</summary>
public static class TaskCheckRun
{
    // Scenes that are left to stand.
    private const int MaxStood = 50;

    // Shares of episodes that something usable has.
    private const double MinSuccess = 0.95;

    /// <summary>Checks a task.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Receives progress reports on the calling thread; null for none.</param>
    /// <param name="cancellation">Ends the check; nothing is left behind.</param>
    /// <exception cref="UsageException">The task cannot be opened: its folder has faults, each with file, line and column.</exception>
    /// <exception cref="OperationCanceledException">It was asked to end.</exception>
    public static TaskCheckResult Check(
        TaskCheckRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        if (request.Picture is { } picture)
            OutputFile.Check(picture, request.Overwrite);
        var monitor = new RunMonitor(progress);
        TaskEntry entry = TaskCatalog.Find(request.Task);
        using SimulatedTask task = entry.Open();
        using var lane = new SimulatedLane(task);
        var faults = new List<string>();
        var warnings = new List<string>();
        var scenes = new SceneCheck(task, lane);
        monitor.Track("sampling scenes", request.Scenes, report => Sample(request, scenes, report, cancellation));
        scenes.Report(request.Scenes, Math.Min(request.Scenes, MaxStood), faults, warnings);
        var result = new TaskCheckResult(task.Spec, faults, warnings, request.Scenes, 0, 0, 0, 0, 0, null);
        return entry.Folder.HasOperator && request.Episodes > 0
            ? monitor.Track("operator", 2 * request.Episodes, report => Operate(
                request, task, lane, entry.CreateOperator(), result, report, cancellation))
            : Draw(request, task, lane, WithoutOperator(entry, result, warnings));
    }

    private static int Sample(TaskCheckRequest request, SceneCheck scenes, Action<double, string> report, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < request.Scenes; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var key = new EpisodeKey(request.Seed, SceneSplit.Evaluation, attempt, true);
            scenes.Sample(key);
            if (attempt < MaxStood)
                scenes.LetStand(key);
            report(attempt + 1, "");
        }

        return request.Scenes;
    }

    private static TaskCheckResult Operate(
        TaskCheckRequest request, SimulatedTask task, SimulatedLane lane, IOperator person, TaskCheckResult found,
        Action<double, string> report,
        CancellationToken cancellation)
    {
        var check = new OperatorCheck(lane, person);
        using ContactSheet? sheet = request.Picture is null ? null : new ContactSheet(task, 3, request.PictureWidth);
        int successes = 0, mistakes = 0, recoveries = 0;
        for (int attempt = 0; attempt < request.Episodes; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            successes += check.Try(new EpisodeKey(request.Seed, SceneSplit.Source, attempt, false)) ? 1 : 0;
            report(attempt + 1, $"{successes} of {attempt + 1} succeed");
        }

        for (int attempt = 0; attempt < request.Episodes; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var key = new EpisodeKey(request.Seed, SceneSplit.Source, attempt, true);
            bool isShown = sheet is not null && attempt < request.PictureRows;
            if (isShown)
            {
                lane.Reset(key);
                sheet!.Add(lane);
            }

            (bool revealed, bool recovered) = check.Mistake(key, () =>
            {
                if (isShown)
                    sheet!.Add(lane);
            });
            mistakes += revealed ? 1 : 0;
            recoveries += recovered ? 1 : 0;
            if (isShown)
            {
                sheet!.Add(lane);
                sheet.EndRow();
            }

            report(request.Episodes + attempt + 1, $"{mistakes} mistakes, {recoveries} recovered");
        }

        if (request.Picture is { } path)
            sheet!.Write(path, request.Overwrite);
        return Judge(found with
        {
            Episodes = request.Episodes,
            Successes = successes,
            Mistakes = mistakes,
            Recoveries = recoveries,
            StepsPerSecond = check.StepsPerSecond,
            Picture = request.Picture,
        });
    }

    private static TaskCheckResult Judge(TaskCheckResult result)
    {
        var faults = new List<string>(result.Faults);
        var warnings = new List<string>(result.Warnings);
        if (result.Successes == 0)
            faults.Add($"the operator never succeeds in {result.Episodes} episodes with true beliefs");
        else if (result.Successes < MinSuccess * result.Episodes)
            warnings.Add(
                $"the operator succeeds in {result.Successes} of {result.Episodes} episodes with true beliefs; at least 95 % are usual");
        if (result.Mistakes == 0)
            faults.Add(
                $"no mistake shows in {result.Episodes} episodes with wrong beliefs: 'reveal' cannot fire, or no belief is wrong enough");
        else if (result.Mistakes < 0.5 * result.Episodes)
            warnings.Add($"a mistake shows in only {result.Mistakes} of {result.Episodes} episodes with wrong beliefs");
        return result with { Faults = faults, Warnings = warnings };
    }

    private static TaskCheckResult WithoutOperator(TaskEntry entry, TaskCheckResult result, List<string> warnings)
    {
        if (!entry.Folder.HasOperator)
            warnings.Add("no operator is described: a person drives (igen teleop), and neither mistake nor success was tried");
        return result;
    }

    private static TaskCheckResult Draw(TaskCheckRequest request, SimulatedTask task, SimulatedLane lane, TaskCheckResult result)
    {
        if (request.Picture is not { } path)
            return result;
        using var sheet = new ContactSheet(task, 1, request.PictureWidth);
        for (int attempt = 0; attempt < request.PictureRows; attempt++)
        {
            lane.Reset(new EpisodeKey(request.Seed, SceneSplit.Source, attempt, true));
            sheet.Add(lane);
        }

        sheet.Write(path, request.Overwrite);
        return result with { Picture = path };
    }
}
