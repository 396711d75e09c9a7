using IntervenGen.Learning.Wire;

namespace IntervenGen.Web.Wire;

/// <summary>What a <see cref="WireServer"/> serves: it describes itself to every client, then answers message by message.</summary>
internal interface IWireService
{
    /// <summary>Most clients at a time.</summary>
    int MaxClients { get; }

    /// <summary>Writes the first message of a connection.</summary>
    void Describe(WireWriter writer);

    /// <summary>Begins to serve one client, with nothing left of others.</summary>
    /// <exception cref="Core.UsageException">Nobody else can be served now.</exception>
    IWireSession Open();
}

/// <summary>One client of a service. One message at a time; any thread.</summary>
internal interface IWireSession : IDisposable
{
    /// <summary>Answers a message.</summary>
    /// <param name="message">The message; valid for this call.</param>
    /// <param name="answer">Receives the answer.</param>
    /// <exception cref="WireException">The message is none of this service's; the client is told, and its connection ends.</exception>
    void Answer(WireMap message, WireWriter answer);
}
