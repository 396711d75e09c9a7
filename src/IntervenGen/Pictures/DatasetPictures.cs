using System.Diagnostics;
using System.Runtime.ExceptionServices;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.Pictures;
using IntervenGen.Interop;
using IntervenGen.Rendering;

namespace IntervenGen;

/// <summary>Adds pictures to datasets by restoring their states.</summary>
/// <remarks>
/// Episodes are drawn by several threads and written in order; what was stopped goes on behind the last whole episode. The bytes depend on
/// dataset, cameras and driver alone.
/// </remarks>
public static class DatasetPictures
{
    private const int MaxWorkers = 256;

    // A worker whose turn never comes notices that another one failed, or that all is over.
    private const int MaxWaitMs = 100;

    /// <summary>Draws what is missing.</summary>
    /// <param name="request">The dataset, and what of it is drawn.</param>
    /// <param name="progress">Receives the number of episodes done; null for no reports.</param>
    /// <param name="cancellation">Stops between episodes; the same request goes on.</param>
    /// <exception cref="UsageException">The dataset is not complete or of another simulator, a camera does not exist, a size is out of
    /// range, or other pictures are there under that name.</exception>
    /// <exception cref="NativeException">There is no OpenGL 4.5 here; the message says what to install.</exception>
    public static DatasetRenderResult Render(
        DatasetRenderRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        var clock = Stopwatch.StartNew();
        using EpisodeStore store = EpisodeStore.Open(request.Dataset);
        if (store.Manifest.Totals is not { } totals)
            throw new UsageException($"'{request.Dataset}' is not complete yet: pictures are drawn of a finished dataset");
        using PictureLock hold = PictureLock.Take(store);
        var monitor = new RunMonitor(progress);
        PictureFormat[] formats = Describe(store, request, totals.Digest, out string device, out bool isSoftware);
        if (isSoftware)
            monitor.Say($"  no graphics processor: {device} draws");
        var writers = new PictureStoreWriter[formats.Length];
        try
        {
            for (int i = 0; i < formats.Length; i++)
                writers[i] = PictureStoreWriter.OpenOrCreate(store, hold, formats[i], request.Overwrite);
            int first = writers.Min(writer => writer.Episodes);
            long drawn = monitor.Track("rendering", store.Count, update =>
            {
                var work = new Drawing(request, writers, first, store.Count, update, cancellation);
                return work.Run(Math.Min(request.Workers ?? Allocation.Current.Count, Math.Max(1, store.Count - first)));
            });
            foreach (PictureStoreWriter writer in writers)
                writer.Complete();
            return new DatasetRenderResult(
                request.Dataset, [.. writers.Select(writer => writer.Format)], store.Count, drawn, clock.Elapsed.TotalSeconds, device);
        }
        finally
        {
            foreach (PictureStoreWriter? writer in writers)
                writer?.Dispose();
        }
    }

    /// <summary>Reads names that are separated by commas.</summary>
    internal static string[] Names(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads the cameras of an export: nothing for all, <c>none</c> for none.</summary>
    internal static string[]? Chosen(string? text) => text is null ? null : text == "none" ? [] : Names(text);

    /// <summary>Reads kinds of pictures that are separated by commas.</summary>
    /// <exception cref="UsageException">One is no kind.</exception>
    internal static PictureKind[] Kinds(string text) => [.. Names(text).Select(name => PictureKinds.TryParse(name, out PictureKind kind)
        ? kind
        : throw new UsageException($"'{name}' is no kind of picture; there are {string.Join(", ", PictureKinds.Names)}"))];

    private static void Check(DatasetRenderRequest request)
    {
        if (request.Cameras.Count == 0)
            throw new UsageException("no camera is named; --cameras agentview,eye_in_hand draws two");
        if (request.Kinds.Count == 0)
            throw new UsageException($"no kind of picture is named; there are {string.Join(", ", PictureKinds.Names)}");
        foreach (string name in request.Cameras)
        {
            if (!PictureCamera.IsName(name))
                throw new UsageException($"'{name}' cannot be a camera's name; letters, digits, '_' and '-' can");
        }

        if (request.Cameras.Distinct().Count() < request.Cameras.Count || request.Kinds.Distinct().Count() < request.Kinds.Count)
            throw new UsageException("a camera or a kind is named twice");
        if (request.Workers is < 1 or > MaxWorkers)
            throw new UsageException($"{request.Workers} workers; 1 to {MaxWorkers} can draw");
    }

    // One set for each camera and kind, in the order in which blocks are drawn.
    private static PictureFormat[] Describe(
        EpisodeStore store, DatasetRenderRequest request, string digest, out string device, out bool isSoftware)
    {
        using var painter = new EpisodePainter(store, request);
        device = painter.Renderer.Device;
        isSoftware = painter.Renderer.IsSoftware;
        string renderer = $"IntervenGen.Rendering {SceneRenderer.Look}, {painter.Renderer.Driver}";
        IReadOnlyList<PictureLabel> labels = request.Kinds.Contains(PictureKind.Segmentation) ? painter.Labels() : [];
        return [.. painter.Cameras.SelectMany(mounted => request.Kinds.Select(kind => new PictureFormat
        {
            Dataset = digest,
            Camera = new PictureCamera
            {
                Name = mounted.Camera.Name,
                Width = request.Width,
                Height = request.Height,
                FovyDegrees = mounted.Camera.FovyDegrees,
                Body = mounted.Camera.Body,
                MountFromCamera = mounted.Camera.MountFromCamera,
                Source = mounted.Camera.Source,
            },
            Kind = kind,
            Renderer = renderer,
            Labels = kind == PictureKind.Segmentation ? labels : [],
        }))];
    }

    /// <summary>Threads that draw episodes side by side and append them in order.</summary>
    private sealed class Drawing(
        DatasetRenderRequest request, PictureStoreWriter[] writers, int first, int count, Action<double, string> update,
        CancellationToken cancellation)
    {
        private readonly object _turn = new();
        private int _next = first - 1, _committed = first;
        private long _drawn;
        private ExceptionDispatchInfo? _fault;

        public long Run(int workers)
        {
            int begun = _committed;
            update(begun, $"{begun} of {count} episodes");
            Thread[] threads = [.. Enumerable.Range(0, begun < count ? workers : 0)
                .Select(number => new Thread(Work) { IsBackground = true, Name = $"drawing {number}" })];
            foreach (Thread thread in threads)
                thread.Start();
            foreach (Thread thread in threads)
                thread.Join();
            _fault?.Throw();
            cancellation.ThrowIfCancellationRequested();
            return _drawn;
        }

        private void Work()
        {
            try
            {
                using EpisodeStore store = EpisodeStore.Open(request.Dataset);
                using var painter = new EpisodePainter(store, request);
                PictureBlock[] own = [.. writers.Select(writer => new PictureBlock(writer.Format))];
                var blocks = new PictureBlock?[own.Length];
                var steps = new EpisodeBuffer(store.Layout, Math.Max(1, Enumerable.Range(0, count).Select(store.StepsOf).Max()));
                while (Interlocked.Increment(ref _next) is var episode && episode < count && !IsOver)
                {
                    store.Read(episode, steps);
                    FiniteSteps.Require(steps, store.Describe(episode));
                    for (int i = 0; i < own.Length; i++)
                    {
                        blocks[i] = writers[i].Episodes > episode ? null : own[i];
                        blocks[i]?.Begin(episode, steps.Count);
                    }

                    painter.Draw(steps, blocks);
                    foreach (PictureBlock? block in blocks)
                        block?.End();
                    Commit(episode, blocks, steps.Count);
                }
            }
            // The first fault ends all of them, and is the caller's.
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _fault, ExceptionDispatchInfo.Capture(exception), null);
            }
        }

        private bool IsOver => _fault is not null || cancellation.IsCancellationRequested;

        // Blocks are appended in the order of episodes: a worker that is ahead waits for its turn.
        private void Commit(int episode, PictureBlock?[] blocks, int steps)
        {
            lock (_turn)
            {
                while (_committed != episode)
                {
                    if (IsOver)
                        return;
                    Monitor.Wait(_turn, MaxWaitMs);
                }

                for (int i = 0; i < blocks.Length; i++)
                {
                    if (blocks[i] is not { } block)
                        continue;
                    writers[i].Append(block);
                    _drawn += steps;
                }

                _committed++;
                update(_committed, $"{_committed} of {count} episodes");
                Monitor.PulseAll(_turn);
            }
        }
    }
}
