using IntervenGen.Core;

namespace IntervenGen.Learning.Policies;

/// <summary>All formats of policies, and how a source's is found.</summary>
public static class PolicyFormats
{
    /// <summary>The formats, in the order in which they are asked; the last one takes whatever is left.</summary>
    public static IReadOnlyList<IPolicyFormat> All { get; } =
    [
        new ServerFormat(), new SafetensorsFormat(), new OnnxFormat(), new TorchScriptFormat(), new RobomimicFormat(),
        new CheckpointFormat(),
    ];

    /// <summary>The format of a source.</summary>
    public static IPolicyFormat Of(string source) => All.First(format => format.Matches(source));

    /// <inheritdoc cref="IPolicyFormat.Inspect"/>
    public static PolicyFacts Inspect(string source) => Of(source).Inspect(source);

    /// <inheritdoc cref="IPolicyFormat.Describe"/>
    public static PolicyDescription Describe(string source) => Of(source).Describe(source);

    /// <inheritdoc cref="IPolicyFormat.Open"/>
    public static LoadedPolicy Open(string source, TaskSpec spec, RecurrentPolicyOptions? options = null) =>
        Of(source).Open(source, spec, options ?? new RecurrentPolicyOptions());
}
