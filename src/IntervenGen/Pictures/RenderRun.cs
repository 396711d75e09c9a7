using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>What is to be drawn of a stored episode, and where to.</summary>
public sealed record RenderRequest
{
    /// <summary>The dataset's folder.</summary>
    public required string Dataset { get; init; }

    /// <summary>The episode's index.</summary>
    public int Episode { get; init; }

    /// <summary>A film (<c>.mp4</c>), a folder for PNG frames, or one picture (<c>.png</c>) of <see cref="Step"/>.</summary>
    public required string Out { get; init; }

    /// <summary>The one step that is drawn; below 0 counts from the end. Null for all.</summary>
    public int? Step { get; init; }

    /// <summary>Pixels across; even for a film.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Pixels down; even for a film.</summary>
    public int Height { get; init; } = 480;

    /// <summary>The model that the dataset was made with, where that was not the task's own.</summary>
    public GivenModel? Model { get; init; }

    /// <summary>Whether what is there may be replaced.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>What was drawn.</summary>
/// <param name="Path">Where to.</param>
/// <param name="Episode">The episode's index.</param>
/// <param name="Frames">Pictures.</param>
/// <param name="Step">The one step that was drawn, counted from the beginning; null for all.</param>
public sealed record RenderResult(string Path, int Episode, int Frames, int? Step)
{
    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["out"] = Path, ["frames"] = Frames, ["episode"] = Episode };
        if (Step is { } step)
            json["step"] = step;
        return json;
    }
}

/// <summary>Draws a stored episode off-screen. One thread at a time.</summary>
internal static class RenderRun
{
    /// <exception cref="UsageException">There is no such episode or step, or the place or the size does not fit what is asked
    /// for.</exception>
    public static RenderResult Render(RenderRequest request, RunMonitor monitor, CancellationToken cancellation)
    {
        using EpisodeStore store = EpisodeStore.Open(request.Dataset);
        int index = request.Episode;
        EpisodeReplayer.RequireEpisode(store, index);
        bool isPicture = CheckPlace(request);
        using var renderer = new EpisodeRenderer(store, request.Model, request.Width, request.Height);
        EpisodeBuffer steps = store.Read(index);
        FiniteSteps.Require(steps, store.Describe(index));
        if (isPicture)
        {
            int wanted = request.Step!.Value, at = wanted < 0 ? steps.Count + wanted : wanted;
            if (at < 0 || at >= steps.Count)
                throw new UsageException($"--step is {wanted}; episode {index} has steps 0 to {steps.Count - 1}");
            renderer.Save(steps, at, request.Out, request.Overwrite);
            return new RenderResult(request.Out, index, 1, at);
        }

        int frames = monitor.Track("rendering", steps.Count, update => renderer.Render(
            steps, request.Out, request.Overwrite, store.Manifest.ControlPeriod, done => update(done, $"{done} frames"), cancellation));
        return new RenderResult(request.Out, index, frames, null);
    }

    // Whether one picture is asked for.
    private static bool CheckPlace(RenderRequest request)
    {
        string path = request.Out;
        bool isFilm = EpisodeRenderer.IsFilm(path), isPicture = path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        if (isFilm && (request.Width % 2 != 0 || request.Height % 2 != 0))
            throw new UsageException($"a picture of {request.Width} x {request.Height} cannot be filmed; both must be even");
        if (isPicture != request.Step is not null)
        {
            throw new UsageException(isPicture
                ? $"'{path}' is one picture; say which with --step"
                : $"--step draws one picture, and '{path}' does not end in .png");
        }

        if (isPicture || isFilm)
            OutputFile.Check(path, request.Overwrite);
        return isPicture;
    }
}
