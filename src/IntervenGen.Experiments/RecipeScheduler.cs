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
    private readonly ArtifactCache _cache;
    private readonly int _slots;
    private readonly Action<string> _say;
    private readonly object _gate = new();
    private readonly Dictionary<Recipe, Artifact> _done = [];
    private readonly List<Recipe> _waiting = [];
    private readonly Stopwatch _clock = new();
    private int _count, _told;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Prepares the execution of recipes.</summary>
    /// <param name="runner">Executes one recipe at a time per thread.</param>
    /// <param name="cacheFolder">Folder of the results; created if missing.</param>
    /// <param name="slots">Number of recipes that run at the same time.</param>
    /// <param name="say">Receives a line of progress about every recipe.</param>
    public RecipeScheduler(IRecipeRunner runner, string cacheFolder, int slots, Action<string> say)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slots);
        _runner = runner;
        _cache = new ArtifactCache(cacheFolder);
        _slots = slots;
        _say = say;
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
        Thread[] threads = [.. Enumerable.Range(0, _slots).Select(
            slot => new Thread(() => Work(slot, stop)) { Name = $"igen-recipe-{slot}" })];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        _failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
        return _done;
    }

    private void Work(int slot, CancellationTokenSource stop)
    {
        try
        {
            while (Take(stop.Token) is { } recipe)
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
    private Recipe? Take(CancellationToken cancellation)
    {
        lock (_gate)
        {
            while (_waiting.Count > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                int index = _waiting.FindIndex(recipe => recipe.Inputs.All(_done.ContainsKey));
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
        Artifact[] inputs;
        lock (_gate)
            inputs = [.. recipe.Inputs.Select(input => _done[input])];
        if (inputs.FirstOrDefault(input => input.Failure is not null) is { } missing)
        {
            Tell(recipe, $"left out: {missing.Failure}");
            return new Artifact("", "", [], missing.Failure);
        }

        string key = ContentKey.Of(recipe, inputs, _runner.Fingerprint(recipe.Task));
        string path = _cache.PathOf(recipe, key, _runner.Extension(recipe.Kind));
        if (ArtifactCache.TryRead(path) is { } kept)
        {
            Tell(recipe, "kept from before");
            return kept;
        }

        var clock = Stopwatch.StartNew();
        Artifact artifact = _runner.Run(recipe, path, inputs, slot, cancellation);
        artifact.Facts["wall_seconds"] = Math.Round(clock.Elapsed.TotalSeconds, 1);
        ArtifactCache.Write(recipe, artifact with { Path = path });
        Tell(recipe, artifact.Failure ?? $"{clock.Elapsed.TotalSeconds:0} s{(artifact.Facts["words"] is { } words ? $", {words}" : "")}");
        return artifact with { Path = path };
    }

    private void Tell(Recipe recipe, string outcome)
    {
        _say($"  [{Interlocked.Increment(ref _told)}/{_count}, {_clock.Elapsed.TotalMinutes:0.0} min] {recipe.Task}: {recipe.Title}: " +
            $"{outcome}");
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
