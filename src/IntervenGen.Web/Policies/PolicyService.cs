using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Servers;
using IntervenGen.Learning.Wire;
using IntervenGen.Web.Wire;

namespace IntervenGen.Web.Policies;

/// <summary>Serves a policy: an observation in, an action out, with a recurrent state for each connection and row.</summary>
/// <param name="policy">The policy; shared by all connections, and the caller's.</param>
/// <param name="spec">The task: names and sizes of observations.</param>
/// <param name="isGreedy">Whether the policy takes the most likely mode always.</param>
/// <param name="rows">Rows that a connection is offered.</param>
internal sealed class PolicyService(LoadedPolicy policy, TaskSpec spec, bool isGreedy, int rows = PolicyWireSession.MaxRows) : IWireService
{
    private const int DescribedValues = 12;

    private readonly RowBudget _budget = new();
    private long _connections;

    /// <inheritdoc/>
    public int MaxClients => 256;

    /// <inheritdoc/>
    public void Describe(WireWriter writer)
    {
        PolicyFacts facts = policy.Facts;
        writer.Map(1).Text(ServerMetadata.OwnKey).Map(DescribedValues)
            .Text("keys").Flag(true).Text("rows").Integer(rows)
            .Text("format").Text(facts.Format).Text("digest").Text(facts.Digest)
            .Text("arithmetic").Text(ArithmeticFingerprint.Current).Text("task").Text(spec.Name)
            .Text("greedy").Flag(isGreedy)
            .Text("learned_from_interventions").Flag(facts.LearnedFromInterventions)
            .Text("observability").Text(facts.Observability).Text("robot").Text(facts.Robot ?? "")
            .Text("action_size").Integer(spec.ActionSize)
            .Text("observations").List(spec.Observations.Count);
        foreach (ObservationField field in spec.Observations)
            writer.List(2).Text(field.Name).Integer(field.Size);
    }

    /// <inheritdoc/>
    public IWireSession Open() => new PolicyWireSession(policy.Policy, spec, Interlocked.Increment(ref _connections) - 1, _budget);
}
