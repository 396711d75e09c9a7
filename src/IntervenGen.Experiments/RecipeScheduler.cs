using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace IntervenGen.Experiments;

/// <summary>Executes recipes in parallel, each as soon as its inputs are available.</summary>
/// <remarks>
/// Recipes run on <c>slots</c> threads of their own, one core each. A recipe that fails for lack of data is a result; what
/// needs it fails with its reason. An exception stops the others at the next safe point and is rethrown.
/// </remarks>
public sealed class RecipeScheduler
{
    private readonly IRecipeRunner _runner;
    private readonly IResultStore _store;
    private readonly RecipeLookup _lookup;
    private readonly int _slots;
    private readonly Action<RecipeNews> _tell;
    private readonly object _gate = new();
    private readonly Dictionary<Recipe, Artifact> _done = [];
    private readonly List<Recipe> _waiting = [];
    private readonly Stopwatch _clock = new();
    private int _count, _taken, _told;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Prepares the execution of recipes.</summary>
    /// <param name="runner">Executes one recipe at a time per thread.</param>
    /// <param name="cacheFolder">Folder of the results; created if missing.</param>
    /// <param name="slots">Number of recipes that run at the same time.</param>
    /// <param name="say">Receives a line of progress about every recipe.</param>
    public RecipeScheduler(IRecipeRunner runner, string cacheFolder, int slots, Action<string> say)
        : this(runner, new ArtifactCache(cacheFolder), slots, news =>
        {
            if (news.Line is { } line)
                say(line);
        })
    {
    }

    /// <summary>Prepares the execution of recipes.</summary>
    /// <param name="runner">Executes one recipe at a time per thread.</param>
    /// <param name="store">Where results are kept.</param>
    /// <param name="slots">Number of recipes that run at the same time.</param>
    /// <param name="tell">Receives what becomes of every recipe, on the threads that run them.</param>
    public RecipeScheduler(IRecipeRunner runner, IResultStore store, int slots, Action<RecipeNews> tell)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slots);
        _runner = runner;
        _store = store;
        _lookup = new RecipeLookup(runner, store);
        _slots = slots;
        _tell = tell;
    }

    /// <summary>Executes the wanted recipes and everything they depend on.</summary>
    /// <returns>The result of every recipe.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled; finished results are in the cache, the rest can be
    /// continued.</exception>
    public IReadOnlyDictionary<Recipe, Artifact> Make(IReadOnlyList<Recipe> wanted, CancellationToken cancellation)
    {
        _waiting.AddRange(RecipeOrder.InputsFirst(wanted));
        _count = _waiting.Count;
        _clock.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using CancellationTokenRegistration wake = stop.Token.Register(Wake);
        // Who waits for a person takes no slot from those that compute.
        int waiting = _waiting.Count(recipe => recipe.Waits);
        Thread[] threads =
        [
            .. Enumerable.Range(0, _slots).Select(slot => new Thread(() => Work(slot, false, stop)) { Name = $"igen-recipe-{slot}" }),
            .. Enumerable.Range(_slots, waiting).Select(slot => new Thread(() => Work(slot, true, stop)) { Name = "igen-waiting" }),
        ];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        _failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
        return _done;
    }

    private void Work(int slot, bool waits, CancellationTokenSource stop)
    {
        try
        {
            while (Take(waits, stop.Token) is { } recipe)
            {
                Artifact artifact = Carry(recipe, slot, stop.Token);
                lock (_gate)
                {
                    _done.Add(recipe, artifact);
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                if (exception is not OperationCanceledException)
                    _failure ??= ExceptionDispatchInfo.Capture(exception);
            }

            stop.Cancel();
        }
    }

    // The first recipe whose inputs are there; null when none is left. Waits where all that is left needs what is being made.
    private Recipe? Take(bool waits, CancellationToken cancellation)
    {
        lock (_gate)
        {
            while (_waiting.Exists(recipe => recipe.Waits == waits))
            {
                cancellation.ThrowIfCancellationRequested();
                int index = _waiting.FindIndex(recipe => recipe.Waits == waits && recipe.Needs.All(_done.ContainsKey));
                if (index >= 0)
                {
                    Recipe taken = _waiting[index];
                    _waiting.RemoveAt(index);
                    return taken;
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    private Artifact Carry(Recipe recipe, int slot, CancellationToken cancellation)
    {
        Artifact[] needs;
        lock (_gate)
            needs = [.. recipe.Needs.Select(need => _done[need])];
        int index = Interlocked.Increment(ref _taken);
        if (RecipeLookup.LeftOut(needs) is { } missing)
        {
            Tell(recipe, index, RecipeOutcome.LeftOut, 0, $"left out: {missing.Failure}");
            return missing;
        }

        Artifact[] inputs = needs[..recipe.Inputs.Count];
        (string key, string path) = _lookup.Locate(recipe, inputs);
        if (recipe.IsLookedUp)
        {
            Artifact seen = _runner.Run(recipe, path, inputs, slot, cancellation);
            Tell(recipe, index, seen.Failure is null ? RecipeOutcome.Kept : RecipeOutcome.Made, 0, seen.Failure ?? "is there");
            return seen;
        }

        path = _store.Claim(recipe, key, path);
        if (_store.TryRead(recipe, path, key) is { } kept)
        {
            Tell(recipe, index, RecipeOutcome.Kept, 0, "kept from before");
            return kept;
        }

        Tell(recipe, index, RecipeOutcome.Begun, 0, "");
        var clock = Stopwatch.StartNew();
        Artifact artifact = _runner.Run(recipe, path, inputs, slot, cancellation);
        double seconds = clock.Elapsed.TotalSeconds;
        artifact.Facts["wall_seconds"] = Math.Round(seconds, 1);
        artifact = artifact with { Path = path };
        _store.Write(recipe, key, artifact);
        Tell(
            recipe, index, RecipeOutcome.Made, seconds,
            artifact.Failure ?? $"{seconds:0} s{(artifact.Facts["words"] is { } words ? $", {words}" : "")}");
        return artifact;
    }

    private void Tell(Recipe recipe, int index, RecipeOutcome outcome, double seconds, string words)
    {
        int told = outcome == RecipeOutcome.Begun ? _told : Interlocked.Increment(ref _told);
        string? line = outcome == RecipeOutcome.Begun
            ? null
            : $"  [{told}/{_count}, {_clock.Elapsed.TotalMinutes:0.0} min] {recipe.Task}: {recipe.Title}: {words}";
        _tell(new RecipeNews(recipe, outcome, index, _count, seconds, words, line));
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
