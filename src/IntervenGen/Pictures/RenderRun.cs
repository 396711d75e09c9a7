using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>Request to render a stored episode.</summary>
public sealed record RenderRequest
{
    /// <summary>Path of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Index of the episode in the dataset.</summary>
    public int Episode { get; init; }

    /// <summary>
    /// Path of the result: a film (<c>.mp4</c>, <c>.gif</c>), a folder for PNG frames, or one image (<c>.png</c>) of <see cref="Step"/>.
    /// </summary>
    public required string Out { get; init; }

    /// <summary>The only step to render; negative numbers count from the end. Null renders all.</summary>
    public int? Step { get; init; }

    /// <summary>Width of the image, pixels; even for a film.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height of the image, pixels; even for a film.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Rows and columns of a film of many episodes, from <see cref="Episode"/> on; one episode by default.</summary>
    public FilmGrid Grid { get; init; } = FilmGrid.One;

    /// <summary>Name of the camera whose picture is shown in the corner, such as <c>eye_in_hand</c>; null for none.</summary>
    public string? Inset { get; init; }

    /// <summary>Whether a film says who drives and what the robot believes wrongly.</summary>
    public bool Captions { get; init; } = true;

    /// <summary>The custom model that the dataset was made with; null for the task's own.</summary>
    public GivenModel? Model { get; init; }

    /// <summary>Whether an existing result may be replaced.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>Result of rendering an episode.</summary>
/// <param name="Path">Path of the film, folder or image.</param>
/// <param name="Episode">Index of the episode in the dataset.</param>
/// <param name="Frames">Number of frames rendered.</param>
/// <param name="Step">The only step rendered, counted from 0; null if all were.</param>
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

/// <summary>Renders stored episodes off-screen. One thread at a time.</summary>
internal static class RenderRun
{
    /// <exception cref="UsageException">The dataset has no such episode or step, or path and size do not suit the request.</exception>
    public static RenderResult Render(RenderRequest request, RunMonitor monitor, CancellationToken cancellation)
    {
        using EpisodeStore store = EpisodeStore.Open(request.Dataset);
        int index = request.Episode;
        EpisodeReplayer.RequireEpisode(store, index);
        bool isPicture = CheckPlace(request);
        if (request.Grid != FilmGrid.One)
            return new RenderResult(request.Out, index, GridFilm.Render(request, store, monitor, cancellation), null);
        using var renderer = new EpisodeRenderer(store, request.Model, request.Width, request.Height, request.Inset);
        if (renderer.Software is { } processor)
            monitor.Say($"  no graphics processor: {processor} draws");
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
            steps, request.Out, request.Overwrite, store.Manifest.ControlPeriod, request.Captions, done =>
                update(done, $"{done} frames"), cancellation));
        return new RenderResult(request.Out, index, frames, null);
    }

    // Whether one picture is asked for.
    private static bool CheckPlace(RenderRequest request)
    {
        string path = request.Out;
        bool isFilm = EpisodeRenderer.IsFilm(path), isPicture = path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        if (isFilm && (request.Width % 2 != 0 || request.Height % 2 != 0))
            throw new UsageException($"a picture of {request.Width} x {request.Height} cannot be filmed; both must be even");
        if (request.Grid != FilmGrid.One
            && (isPicture || request.Width % request.Grid.Columns != 0 || request.Height % request.Grid.Rows != 0))
        {
            throw new UsageException(isPicture
                ? "a grid makes a film or frames, and --out is one picture"
                : $"{request.Width} x {request.Height} pixels can't be divided into {request.Grid.Rows} rows and {request.Grid.Columns} " +
                    "columns");
        }

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
