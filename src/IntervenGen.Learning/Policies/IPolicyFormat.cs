using IntervenGen.Core;

namespace IntervenGen.Learning.Policies;

/// <summary>One kind of policy that <c>--policy</c> can name: a file of some format, or a server.</summary>
/// <remarks>Stateless; any thread.</remarks>
public interface IPolicyFormat
{
    /// <summary>The name of the format in reports.</summary>
    string Name { get; }

    /// <summary>Whether a source is of this format, judged by its name or its first bytes.</summary>
    /// <param name="source">A path, or an address. The file need not exist.</param>
    bool Matches(string source);

    /// <summary>Reads what is known of a policy, without preparing it for use.</summary>
    /// <exception cref="UsageException">The source does not exist or cannot be used.</exception>
    /// <exception cref="EpisodeFormatException">The file is damaged.</exception>
    PolicyFacts Inspect(string source);

    /// <summary>Reads what a policy is, for a person to read; as much of it as the format says.</summary>
    /// <inheritdoc cref="Inspect"/>
    PolicyDescription Describe(string source) => new(Inspect(source));

    /// <summary>Prepares a policy for a task.</summary>
    /// <param name="source">A path, or an address.</param>
    /// <param name="spec">The task; names and sizes of its observations and actions are checked against the policy's.</param>
    /// <param name="options">How it is used.</param>
    /// <exception cref="UsageException">The policy does not fit the task; the message names what differs.</exception>
    /// <exception cref="EpisodeFormatException">The file is damaged.</exception>
    LoadedPolicy Open(string source, TaskSpec spec, RecurrentPolicyOptions options);
}
