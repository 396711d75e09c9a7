using IntervenGen.Core;

namespace IntervenGen.Learning.Policies;

/// <summary>A policy that is ready for use, and what is known of it.</summary>
/// <remarks>Owns the policy. Dispose of it after the policy's sessions.</remarks>
public sealed class LoadedPolicy(IBatchPolicy policy, PolicyFacts facts) : IDisposable
{
    /// <summary>The policy.</summary>
    public IBatchPolicy Policy { get; } = policy;

    /// <summary>What is known of it.</summary>
    public PolicyFacts Facts { get; } = facts;

    /// <inheritdoc/>
    public void Dispose() => Policy.Dispose();
}
