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
    // Rows of a list that can be seen at a time, and more.
    private const int MostNumbers = 100;

    private readonly DatasetCache _datasets = new();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/folder", context => Json(context, FolderView.Of(scope, isDriven)));
        app.MapGet("/api/dataset", context => View(context, DatasetView.Summary));
        app.MapGet("/api/modes", context => View(context, store => DatasetView.Modes(store, Numbers(context, "episodes"))));
        app.MapGet("/api/coverage", context => View(context, DatasetView.Coverage));
        app.MapGet("/api/scene", Scene);
        app.MapGet("/api/episode", Episode);
    }

    public void Dispose() => _datasets.Dispose();

    private static Task Json(HttpContext context, JsonNode node)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(node.ToJsonString(), context.RequestAborted);
    }

    private static int Number(HttpContext context, string name) => Parse(name, context.Request.Query[name].ToString());

    private static int[] Numbers(HttpContext context, string name)
    {
        string[] texts = context.Request.Query[name].ToString().Split(',', MostNumbers + 1);
        return texts.Length <= MostNumbers
            ? [.. texts.Select(text => Parse(name, text))]
            : throw new UsageException($"'{name}' holds more than {MostNumbers} numbers; ask for what is seen alone");
    }

    private static int Parse(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new UsageException($"'{name}' is '{text}'; it must be a whole number from 0 on");

    private DatasetLease Dataset(HttpContext context) => _datasets.Open(scope.Resolve(context.Request.Query["path"].ToString()));

    private Task View(HttpContext context, Func<EpisodeStore, JsonNode> view)
    {
        JsonNode node;
        using (DatasetLease dataset = Dataset(context))
            node = view(dataset.Store);
        return Json(context, node);
    }

    private Task Scene(HttpContext context)
    {
        JsonNode node;
        using (DatasetLease dataset = Dataset(context))
        {
            lock (dataset.Scene.Gate)
                node = SceneJson.Of(dataset.Scene.Open(scenes, dataset.Store).Description);
        }

        return Json(context, node);
    }

    private Task Episode(HttpContext context)
    {
        int index = Number(context, "index");
        byte[] packet;
        using (DatasetLease dataset = Dataset(context))
        {
            DatasetView.RequireEpisode(dataset.Store, index);
            EpisodeBuffer steps = dataset.Store.Read(index);
            lock (dataset.Scene.Gate)
                packet = EpisodePacket.Of(steps, dataset.Store.Summary(index), SceneOrNone(dataset));
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = packet.Length;
        return context.Response.Body.WriteAsync(packet, context.RequestAborted).AsTask();
    }

    // Without its model an episode still has its path, its plots and its labels.
    private IScene? SceneOrNone(DatasetLease dataset)
    {
        try
        {
            return dataset.Scene.Open(scenes, dataset.Store);
        }
        catch (UsageException)
        {
            return null;
        }
    }
}
