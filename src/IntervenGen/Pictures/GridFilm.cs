using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>Many episodes at once, each in a cell; those that are over stand still.</summary>
internal static class GridFilm
{
    private const int CaptionMargin = 4, MinCaption = 9;

    /// <summary>Renders the episodes from a first one on, row by row.</summary>
    /// <returns>Number of frames.</returns>
    /// <exception cref="UsageException">The dataset has fewer episodes than the grid has cells from there on.</exception>
    public static int Render(RenderRequest request, EpisodeStore store, RunMonitor monitor, CancellationToken cancellation)
    {
        FilmGrid grid = request.Grid;
        if (request.Episode + grid.Cells > store.Count)
        {
            throw new UsageException(
                $"a grid of {grid.Rows} x {grid.Columns} from episode {request.Episode} on needs {grid.Cells} episodes, and " +
                $"'{store.Folder}' " +
                $"has {store.Count}; ask for a smaller grid or an earlier episode");
        }

        int width = request.Width / grid.Columns, height = request.Height / grid.Rows;
        EpisodeBuffer[] episodes = [.. Enumerable.Range(request.Episode, grid.Cells).Select(store.Read)];
        for (int cell = 0; cell < grid.Cells; cell++)
            FiniteSteps.Require(episodes[cell], store.Describe(request.Episode + cell));
        int frames = episodes.Max(episode => episode.Count);
        using var renderer = new EpisodeRenderer(store, request.Model, width, height, request.Inset);
        var film = new byte[3 * request.Width * request.Height];
        double rate = 1 / store.Manifest.ControlPeriod;
        using var sink = new FrameSink(
            request.Out, request.Width, request.Height, rate, request.Captions ? Captions(request, store, episodes, frames, rate) : null,
            request.Overwrite, cancellation);
        monitor.Track("rendering", frames, update =>
        {
            for (int frame = 0; frame < frames; frame++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int cell = 0; cell < grid.Cells; cell++)
                {
                    // A cell whose episode is over keeps its last picture.
                    if (frame < episodes[cell].Count)
                        Put(renderer.Draw(episodes[cell], frame), film, request, width, height, cell);
                }

                sink.Add(film);
                update(frame + 1, $"{frame + 1} frames");
            }

            return frames;
        });
        sink.Complete();
        return frames;
    }

    private static void Put(ReadOnlySpan<byte> picture, byte[] film, RenderRequest request, int width, int height, int cell)
    {
        int left = cell % request.Grid.Columns * width, top = cell / request.Grid.Columns * height;
        for (int y = 0; y < height; y++)
            picture.Slice(3 * y * width, 3 * width).CopyTo(film.AsSpan(3 * (((top + y) * request.Width) + left)));
    }

    private static FilmCaptions Captions(RenderRequest request, EpisodeStore store, EpisodeBuffer[] episodes, int frames, double rate)
    {
        FilmGrid grid = request.Grid;
        var captions = new FilmCaptions(request.Width, request.Height, rate);
        int width = request.Width / grid.Columns, height = request.Height / grid.Rows, size = Math.Max(MinCaption, width / 28);
        for (int cell = 0; cell < grid.Cells; cell++)
        {
            captions.Add(
                episodes[cell], store.Manifest.Objects, (cell % grid.Columns * width) + CaptionMargin,
                (cell / grid.Columns * height) + CaptionMargin, size, frames, $"{request.Episode + cell}");
        }

        return captions;
    }
}
