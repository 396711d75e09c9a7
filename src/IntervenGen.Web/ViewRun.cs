using IntervenGen.Web.Scenes;
using IntervenGen.Web.Serving;

namespace IntervenGen.Web;

/// <summary>Serves the page over a folder of datasets until it is stopped.</summary>
internal static class ViewRun
{
    /// <param name="options">Which folder, and where to listen.</param>
    /// <param name="started">Called as soon as the page can be opened.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task Serve(WebOptions options, Action<WebServer> started, CancellationToken cancellation)
    {
        await using WebServer server = await WebServer.StartAsync(options, new SimulatedSceneSource(), null, cancellation);
        started(server);
        // Whatever follows must not run on the thread that delivers the signal.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellation.Register(() => ended.TrySetResult());
        await ended.Task;
    }
}
