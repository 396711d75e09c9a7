using IntervenGen.Learning.Servers;
using IntervenGen.Web.Wire;

namespace IntervenGen.Web;

/// <summary>Serves programs until it is stopped.</summary>
internal static class WireRun
{
    /// <param name="service">What is served.</param>
    /// <param name="options">Where to listen; the key is the environment's where none is given.</param>
    /// <param name="started">Called as soon as clients can connect.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task Serve(IWireService service, WireOptions options, Action<WireServer> started, CancellationToken cancellation)
    {
        if (options.ApiKey.Length == 0)
            options = options with { ApiKey = Environment.GetEnvironmentVariable(ServerConnection.KeyVariable) ?? "" };
        await using WireServer server = await WireServer.StartAsync(options, service, cancellation);
        started(server);
        // Whatever follows must not run on the thread that delivers the signal.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellation.Register(() => ended.TrySetResult());
        await ended.Task;
    }
}
