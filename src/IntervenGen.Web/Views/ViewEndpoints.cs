using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Web.Scenes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntervenGen.Web.Views;

/// <summary>The addresses under <c>/api</c> from which the page looks at datasets. All of them only read.</summary>
internal sealed class ViewEndpoints(FolderScope scope, ISceneSource scenes, bool isDriven) : IDisposable
{
    private readonly DatasetCache _datasets = new();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/folder", context => Json(context, FolderView.Of(scope, isDriven)));
        app.MapGet("/api/dataset", context => Json(context, DatasetView.Summary(Store(context))));
        app.MapGet("/api/modes", context => Json(context, DatasetView.Modes(Store(context), Number(context, "first"), Math.Clamp(Number(context, "count"), 0, 100))));
        app.MapGet("/api/coverage", context => Json(context, DatasetView.Coverage(Store(context))));
        app.MapGet("/api/scene", Scene);
        app.MapGet("/api/episode", Episode);
    }

    public void Dispose() => _datasets.Dispose();

    private static Task Json(HttpContext context, JsonNode node)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(node.ToJsonString(), context.RequestAborted);
    }

    private static int Number(HttpContext context, string name)
    {
        string text = context.Request.Query[name].ToString();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new UsageException($"'{name}' is '{text}'; it must be a whole number from 0 on");
    }

    private OpenDataset Dataset(HttpContext context) => _datasets.Open(scope.Resolve(context.Request.Query["path"].ToString()));

    private EpisodeStore Store(HttpContext context) => Dataset(context).Store;

    private Task Scene(HttpContext context)
    {
        OpenDataset dataset = Dataset(context);
        lock (dataset.Gate)
            return Json(context, SceneJson.Of(dataset.Scene(scenes).Description));
    }

    private async Task Episode(HttpContext context)
    {
        OpenDataset dataset = Dataset(context);
        int index = Number(context, "index");
        if (index >= dataset.Store.Count)
            throw new UsageException($"there is no episode {index}; the dataset has {dataset.Store.Count}");
        EpisodeBuffer steps = dataset.Store.Read(index);
        byte[] packet;
        lock (dataset.Gate)
            packet = EpisodePacket.Of(steps, dataset.Store.Summary(index), SceneOrNone(dataset));
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = packet.Length;
        await context.Response.Body.WriteAsync(packet, context.RequestAborted).ConfigureAwait(false);
    }

    // Without its model an episode still has its path, its plots and its labels.
    private IScene? SceneOrNone(OpenDataset dataset)
    {
        try
        {
            return dataset.Scene(scenes);
        }
        catch (UsageException)
        {
            return null;
        }
    }
}
