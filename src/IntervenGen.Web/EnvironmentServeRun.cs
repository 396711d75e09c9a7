using IntervenGen.Core;
using IntervenGen.Web.Lanes;
using IntervenGen.Web.Wire;

namespace IntervenGen.Web;

/// <summary>Serves a workspace's environments to programs until it is stopped.</summary>
internal static class EnvironmentServeRun
{
    /// <param name="workspace">The task and its lanes.</param>
    /// <param name="lanes">Number of lanes that are served.</param>
    /// <param name="keys">Seed, split and corruption of all trials.</param>
    /// <param name="options">Where to listen.</param>
    /// <param name="started">Called as soon as a client can connect.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The address is taken.</exception>
    public static Task Serve(
        Workspace workspace, int lanes, EpisodeKey keys, WireOptions options, Action<WireServer> started, CancellationToken cancellation) =>
        WireRun.Serve(new EnvironmentService(workspace, lanes, keys), options, started, cancellation);
}
