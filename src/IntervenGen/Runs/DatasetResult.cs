using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Content of a dataset, over all runs that filled it.</summary>
/// <param name="Folder">Path of the dataset.</param>
/// <param name="Kind">Kind of the episodes.</param>
/// <param name="Operator">Who acted: <c>scripted</c>, <c>human</c>, both joined by a plus sign, or empty.</param>
/// <param name="Kept">Number of episodes kept.</param>
/// <param name="Attempts">Number of attempts made.</param>
/// <param name="Steps">Number of control steps stored.</param>
/// <param name="OperatorSeconds">Time for which an operator drove, failed attempts included, seconds.</param>
/// <param name="Seconds">Duration of this call, seconds; 0 if a finished dataset was found.</param>
/// <param name="Digest">Digest of the content, 32 hexadecimal digits; empty until the dataset is complete.</param>
/// <param name="Reasons">Reasons that decided the attempts, with their counts.</param>
/// <param name="Reused">Whether a complete dataset was found and reused.</param>
public sealed record DatasetResult(
    string Folder, DatasetKind Kind, string Operator, int Kept, long Attempts, long Steps, double OperatorSeconds, double Seconds,
    string Digest,
    IReadOnlyDictionary<AttemptReason, long> Reasons, bool Reused)
{
    /// <summary>What robot and operator asked of each other, counted from the steps; null where no learned trigger took part.</summary>
    public GateCounts? Gate { get; init; }

    /// <summary>Number of failed attempts whose steps are stored as well, to be looked at; nothing learns from them.</summary>
    public int StoredFailures { get; init; }

    /// <summary>Number of attempts in which the robot asked; null where no learned trigger took part.</summary>
    internal int? Asked { get; init; }

    /// <summary>Fraction of the attempts that were kept, in [0, 1]; 0 before the first.</summary>
    public double SuccessRate => Attempts == 0 ? 0 : (double)Kept / Attempts;

    /// <summary>Reads the content of a dataset.</summary>
    /// <param name="folder">Path of the dataset.</param>
    /// <param name="seconds">Duration of the work on it, seconds.</param>
    /// <param name="reused">Whether it was found complete.</param>
    internal static DatasetResult Read(string folder, double seconds, bool reused)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        var report = new RunReport();
        int asked = 0;
        for (int i = 0; i < store.AttemptCount; i++)
        {
            EpisodeSummary attempt = store.Attempt(i);
            report.Add(attempt);
            asked += attempt.MistakeSteps > 0 ? 1 : 0;
        }

        bool isGated = store.Manifest.Config[DatasetRuns.TriggerKey] is not null;
        return new DatasetResult(
            folder, store.Manifest.Kind, store.Manifest.Operator, store.KeptCount, store.AttemptCount, store.StepCount,
            store.Manifest.OperatorSeconds, seconds, store.Manifest.Totals?.Digest ?? "", report.CountReasons(), reused)
        {
            StoredFailures = store.Count - store.KeptCount,
            Asked = isGated ? asked : null,
            Gate = isGated && store.Manifest.Kind == DatasetKind.Interventions ? GateCounts.Of(store) : null,
        };
    }

    internal IReadOnlyList<string> Lines
    {
        get
        {
            var lines = new List<string>
            {
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Kept} episodes, {Steps} steps in '{Folder}' from {Attempts} attempts ({SuccessRate:P1}); operator: {Operator}"),
            };
            if (StoredFailures > 0)
                lines.Add($"the steps of {StoredFailures} failed attempts are among them, to be looked at");
            if (Gate is not null)
                lines.Add(Gate.ToString());
            if (Digest.Length > 0)
                lines.Add($"digest {Digest}");
            return lines;
        }
    }

    internal JsonObject ToJson()
    {
        JsonObject json = Numbers();
        Gate?.AddTo(json);
        return json;
    }

    private JsonObject Numbers() => new()
    {
        ["out"] = Folder,
        ["kind"] = Kind.Name(),
        ["operator"] = Operator,
        ["episodes"] = Kept,
        ["attempts"] = Attempts,
        ["success"] = SuccessRate,
        ["steps"] = Steps,
        ["stored_failures"] = StoredFailures,
        ["operator_seconds"] = OperatorSeconds,
        ["seconds"] = Seconds,
        ["digest"] = Digest,
        ["reasons"] = ReasonCounts.ToJson(Reasons),
        ["reused"] = Reused,
    };
}
