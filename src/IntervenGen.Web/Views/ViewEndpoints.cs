using System.Globalization;
using System.Text.Json;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntervenGen.Web.Views;

/// <summary>The addresses under <c>/api</c> from which the page looks at datasets. All of them only read.</summary>
internal sealed class ViewEndpoints : IDisposable
{
    // Rows of a list that can be seen at a time, and more.
    private const int MaxNumbers = 100;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30), s_tidyEvery = TimeSpan.FromSeconds(20);

    private readonly FolderScope _scope;
    private readonly FolderView _folder;
    private readonly DatasetCache _datasets;
    private readonly SceneCache _scenes;
    private readonly ReaderThreads _folderReader = new(1, s_patience), _readers = new(2, s_patience);
    private readonly ITimer _tidying;

    public ViewEndpoints(FolderScope scope, ISceneSource scenes, bool isDriven)
    {
        _scope = scope;
        _folder = new FolderView(scope, isDriven);
        _datasets = new DatasetCache(folder => DatasetFiles.Open(scope, folder), TimeProvider.System);
        _scenes = new SceneCache(scenes, TimeProvider.System);
        _tidying = TimeProvider.System.CreateTimer(_ => Tidy(), null, s_tidyEvery, s_tidyEvery);
    }

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/folder", Folder);
        app.MapGet("/api/datasets", Datasets);
        app.MapGet("/api/dataset", context => View(context, (json, store, _) => DatasetView.Summary(json, store)));
        app.MapGet("/api/modes", Modes);
        app.MapGet("/api/coverage", context => View(context, DatasetView.Coverage));
        app.MapGet("/api/scene", Scene);
        app.MapGet("/api/episode", Episode);
    }

    public void Dispose()
    {
        _tidying.Dispose();
        _datasets.Dispose();
        _scenes.Dispose();
    }

    private static Task Answer(HttpContext context, byte[] content, string type = "application/json")
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private static int Parse(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new UsageException($"'{name}' is '{text}'; it must be a whole number from 0 on");

    private void Tidy()
    {
        _datasets.CloseIdle();
        _scenes.CloseIdle();
    }

    private async Task Folder(HttpContext context)
    {
        byte[] content = await _folderReader.Read("the folder", _folder.Read, context.RequestAborted).ConfigureAwait(false);
        await Answer(context, content).ConfigureAwait(false);
    }

    private async Task Datasets(HttpContext context)
    {
        byte[] content = await _folderReader.Read("the datasets", _folder.ReadDatasets, context.RequestAborted).ConfigureAwait(false);
        await Answer(context, content).ConfigureAwait(false);
    }

    private Task Modes(HttpContext context)
    {
        string[] texts = context.Request.Query["episodes"].ToString().Split(',', MaxNumbers + 1);
        if (texts.Length > MaxNumbers)
            throw new UsageException($"'episodes' holds more than {MaxNumbers} numbers; ask for what is seen alone");
        int[] episodes = [.. texts.Select(text => Parse("episodes", text))];
        return View(context, (json, store, gone) => DatasetView.Modes(json, store, episodes, gone));
    }

    private Task View(HttpContext context, Action<Utf8JsonWriter, EpisodeStore, CancellationToken> view) =>
        Dataset(context, (dataset, gone) => JsonBytes.Of(json => view(json, dataset.Store, gone)), "application/json");

    private Task Scene(HttpContext context) => Dataset(
        context,
        (dataset, _) =>
        {
            Shared<OpenScene> scene = _scenes.Open(dataset.Store.Manifest);
            try
            {
                return scene.Value.Json;
            }
            finally
            {
                scene.Release();
            }
        },
        "application/json");

    private Task Episode(HttpContext context)
    {
        int index = Parse("index", context.Request.Query["index"].ToString());
        return Dataset(context, (dataset, _) => Packet(dataset.Store, index), "application/octet-stream");
    }

    private async Task Dataset(HttpContext context, Func<OpenDataset, CancellationToken, byte[]> read, string type)
    {
        string path = context.Request.Query["path"].ToString();
        byte[] content = await _readers.Read(
            path,
            gone =>
            {
                Shared<OpenDataset> dataset = _datasets.Open(_scope.Resolve(path));
                try
                {
                    return read(dataset.Value, gone);
                }
                finally
                {
                    dataset.Release();
                }
            },
            context.RequestAborted).ConfigureAwait(false);
        await Answer(context, content, type).ConfigureAwait(false);
    }

    private byte[] Packet(EpisodeStore store, int index)
    {
        EpisodeBuffer steps = new EpisodeReader(store).Read(index);
        if (SceneOrNone(store) is not { } scene)
            return EpisodePacket.Of(steps, store.Summary(index), null);
        try
        {
            lock (scene.Value.Gate)
                return EpisodePacket.Of(steps, store.Summary(index), scene.Value.Scene);
        }
        finally
        {
            scene.Release();
        }
    }

    // Without its model an episode still has its path, its plots and its labels.
    private Shared<OpenScene>? SceneOrNone(EpisodeStore store)
    {
        try
        {
            return _scenes.Open(store.Manifest);
        }
        catch (UsageException)
        {
            return null;
        }
    }
}
