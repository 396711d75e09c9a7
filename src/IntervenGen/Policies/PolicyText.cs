using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>A policy's description as lines for a person, and as JSON.</summary>
internal static class PolicyText
{
    /// <summary>Format, network, sizes, origin and digest; what the format does not say is left out.</summary>
    public static IEnumerable<string> ToLines(this PolicyDescription policy, string source)
    {
        PolicyFacts facts = policy.Facts;
        yield return $"{source}: {facts.Format}, {(facts.Task is { } task ? $"task {task}" : "the task is not said")}";
        if (policy.Network.Length > 0)
        {
            string weights = policy.Parameters > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {policy.Parameters} weights") : "";
            yield return $"  {policy.Network}{weights}";
        }

        if (policy.Observations.Count > 0)
        {
            string normalised = policy.NormalisesObservations ? ", normalised" : "";
            yield return $"  observes {policy.Observations.Sum(field => field.Size)} numbers{normalised}: " +
                string.Join(", ", policy.Observations.Select(field => $"{field.Name} ({field.Size})"));
        }

        if (policy.ActionSize > 0)
            yield return $"  acts with {policy.ActionSize} numbers{(policy.ScalesActions ? ", scaled" : "")}{Reset(policy)}";
        foreach (string line in policy.Training)
            yield return $"  {line}";
        string learned = facts.Observability.Length > 0 ? $", observability {facts.Observability}" : "";
        if (facts.LearnedFromInterventions)
            yield return $"  learned from interventions{learned}";
        if (facts.Robot is { } robot)
            yield return $"  robot {robot}";
        yield return $"  digest {facts.Digest}";
    }

    /// <summary>The same as one object.</summary>
    public static JsonObject ToJson(this PolicyDescription policy, string source) => new()
    {
        ["policy"] = source,
        ["format"] = policy.Facts.Format,
        ["task"] = policy.Facts.Task,
        ["network"] = policy.Network,
        ["parameters"] = policy.Parameters,
        ["observations"] = new JsonArray([.. policy.Observations.Select(field =>
            (JsonNode)new JsonObject { ["name"] = field.Name, ["size"] = field.Size })]),
        ["normalises_observations"] = policy.NormalisesObservations,
        ["action_size"] = policy.ActionSize,
        ["scales_actions"] = policy.ScalesActions,
        ["reset_every"] = policy.ResetEvery,
        ["training"] = new JsonArray([.. policy.Training.Select(line => (JsonNode)line)]),
        ["learned_from_interventions"] = policy.Facts.LearnedFromInterventions,
        ["observability"] = policy.Facts.Observability,
        ["robot"] = policy.Facts.Robot,
        ["digest"] = policy.Facts.Digest,
    };

    private static string Reset(PolicyDescription policy) =>
        policy.ResetEvery > 0 ? $"; remembers, and forgets every {policy.ResetEvery} steps" : "";
}
