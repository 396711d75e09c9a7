using IntervenGen.Core;

namespace IntervenGen;

/// <summary>What values of a run's file may not say together.</summary>
internal static class RunRules
{
    /// <summary>Where episodes come from that nobody has made yet.</summary>
    public const string Operator = "operator", Person = "person";

    /// <summary>Requires a file whose values do not contradict each other.</summary>
    /// <exception cref="UsageException">Two of them do; the message names both, and what to change.</exception>
    public static void Require(RunFile file)
    {
        bool asks = file.Observability == Observability.OnRequest;
        if (file.Interventions.Offline)
            RequireOffline(file, asks);
        else if (asks && file.Method.TriggerFile is null)
            Refuse(
                file.Place,
                "observability is on_request, where contact is not felt and the robot has to ask: name a trigger of 'igen trigger fit' " +
                "in method.trigger");
        if (file.Rounds.Count > 1 && !file.Interventions.From.Any(name => name.Text is Operator or Person))
            Refuse(
                file.Interventions.Place,
                $"{file.Rounds.Count} rounds need interventions on each round's policy, and datasets that are there already hold none: " +
                "let them come from operator or person too");
    }

    private static void RequireOffline(RunFile file, bool asks)
    {
        string? other = asks ? "observability: on_request (a mistake shows there when a robot asks)"
            : file.Rounds.Count > 1 ? "rounds.count (each round would be the first again)"
            : file.Method.OfPolicy is { } key ? $"method.{key} (which is the policy's)"
            : null;
        if (other is not null)
            Refuse(file.Interventions.Place, $"interventions.offline runs no policy: leave out {other}, or offline");
    }

    // A run that no file describes has no place.
    private static void Refuse(Tasks.Yaml.YamlPlace place, string why) =>
        throw new UsageException(place.File is null ? why : $"{place}: {why}");
}
