using IntervenGen.Core;
using IntervenGen.Learning;
using IntervenGen.Learning.Policies;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Web.Policies;
using IntervenGen.Web.Wire;

namespace IntervenGen.Web;

/// <summary>Serves a policy to programs until it is stopped.</summary>
internal static class PolicyServeRun
{
    /// <param name="source">The policy: a checkpoint, or whatever else is one.</param>
    /// <param name="task">The task whose observations it is given.</param>
    /// <param name="isGreedy">Whether to take the most likely mode always.</param>
    /// <param name="options">Where to listen.</param>
    /// <param name="started">Called as soon as clients can connect.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The policy cannot be used, or the address is taken.</exception>
    public static async Task Serve(
        string source, string task, bool isGreedy, WireOptions options, Action<WireServer> started, CancellationToken cancellation)
    {
        RunInput input = RunInput.OfPolicy(source);
        using SimulatedTask simulated = Workspace.OpenTask(
            TaskCatalog.Find(task), null, input.Feels ?? Observability.Full, input.Robot);
        TaskSpec spec = simulated.Spec;
        using LoadedPolicy policy = PolicyFormats.Open(source, spec, new RecurrentPolicyOptions { Greedy = isGreedy });
        await WireRun.Serve(new PolicyService(policy, spec, isGreedy), options, started, cancellation);
    }
}
