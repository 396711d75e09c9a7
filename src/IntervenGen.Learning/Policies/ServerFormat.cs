using IntervenGen.Core;
using IntervenGen.Learning.Servers;
using IntervenGen.Learning.Wire;

namespace IntervenGen.Learning.Policies;

/// <summary>Policy servers that speak openpi's protocol, <c>ws://HOST:PORT</c> and <c>wss://</c>.</summary>
internal sealed class ServerFormat : IPolicyFormat
{
    public string Name => "server";

    public bool Matches(string source) => ServerAddress.Matches(source);

    public PolicyFacts Inspect(string source)
    {
        var address = ServerAddress.Parse(source);
        using ServerConnection connection = ServerConnection.OpenNow(address);
        return FactsOf(address, connection.Metadata);
    }

    public LoadedPolicy Open(string source, TaskSpec spec, RecurrentPolicyOptions options)
    {
        var address = ServerAddress.Parse(source);
        using ServerConnection connection = ServerConnection.OpenNow(address);
        ServerMetadata metadata = connection.Metadata;
        try
        {
            metadata.EnsureFor(spec, address);
        }
        catch (WireException exception)
        {
            throw new PolicyServerException(address.ToString(), $"sent what cannot be used: {exception.Message}", exception);
        }

        if (options.Greedy && !metadata.IsGreedy)
            throw new UsageException(
                $"policy server {address} decides itself how it draws its actions; leave out --greedy, or add it to 'igen policy serve'");
        return new LoadedPolicy(new ServerPolicy(address, metadata, spec), FactsOf(address, metadata));
    }

    // How much of a chunk is executed decides the actions as well.
    private PolicyFacts FactsOf(ServerAddress address, ServerMetadata metadata) => new(
        Name, $"{metadata.PolicyDigest}{(address.Execute is { } execute ? $" executing {execute}" : "")}",
        metadata.Task, metadata.LearnedFromInterventions, metadata.Observability)
    {
        Robot = metadata.Robot,
    };
}
