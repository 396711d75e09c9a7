using IntervenGen.Core;
using IntervenGen.Learning.Servers;
using IntervenGen.Learning.Wire;
using IntervenGen.Web.Wire;

namespace IntervenGen.Web.Lanes;

/// <summary>Serves the lanes of a workspace to one client at a time: reset, step, observe, restore.</summary>
/// <param name="workspace">The task and its lanes; used by nobody else meanwhile.</param>
/// <param name="lanes">Number of lanes that are served.</param>
/// <param name="keys">Seed, split and corruption of all trials.</param>
internal sealed class EnvironmentService(Workspace workspace, int lanes, EpisodeKey keys) : IWireService
{
    private const int DescribedValues = 17;

    // Long enough for a client that goes and comes again at once.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _free = new(1);

    /// <inheritdoc/>
    public int MaxClients => 1;

    /// <inheritdoc/>
    public void Describe(WireWriter writer)
    {
        TaskSpec spec = workspace.Spec;
        writer.Map(1).Text(ServerMetadata.OwnKey).Map(DescribedValues)
            .Text("kind").Text("environment").Text("version").Text(Workspace.Version)
            .Text("task").Text(spec.Name).Text("summary").Text(spec.Summary)
            .Text("lanes").Integer(lanes).Text("action_size").Integer(spec.ActionSize).Text("state_size").Integer(spec.StateSize)
            .Text("horizon").Integer(spec.Horizon).Text("control_period").Real(spec.ControlPeriod)
            .Text("seed").Unsigned(keys.Seed).Text("split").Text(keys.Split.ToString()).Text("corrupted").Flag(keys.Corrupted)
            .Text("observability").Text(workspace.Observability.ToString()).Text("stepping").Text(workspace.Stepping.ToString())
            .Text("belief_error").Real(workspace.Task.BeliefError).Text("model").Text(spec.ModelHash)
            .Text("observations").List(spec.Observations.Count);
        foreach (ObservationField field in spec.Observations)
            writer.List(2).Text(field.Name).Integer(field.Size);
    }

    /// <inheritdoc/>
    public IWireSession Open()
    {
        if (!_free.Wait(s_patience))
            throw new UsageException("another client has these environments; start another 'igen serve env' on another --port");
        return new EnvironmentSession(workspace, lanes, keys, () => _free.Release());
    }
}
