using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>What a dataset came to, over all runs that filled it.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Operator">Who acted: <c>scripted</c>, <c>human</c>, both with a plus sign, or empty.</param>
/// <param name="Kept">Episodes kept.</param>
/// <param name="Attempts">Attempts that it took.</param>
/// <param name="Steps">Control steps stored.</param>
/// <param name="OperatorSeconds">Time that an operator drove, failed tries included.</param>
/// <param name="Seconds">Time that this call took; 0 where a finished dataset was found.</param>
/// <param name="Digest">Names the content: 32 hexadecimal digits; empty while it is not complete.</param>
/// <param name="Reasons">What decided the attempts, and how many each.</param>
/// <param name="Reused">Whether it was complete already, so that nothing was made.</param>
public sealed record DatasetResult(
    string Folder, DatasetKind Kind, string Operator, int Kept, long Attempts, long Steps, double OperatorSeconds, double Seconds,
    string Digest,
    IReadOnlyDictionary<AttemptReason, long> Reasons, bool Reused)
{
    /// <summary>Share of the attempts that were kept; 0 before the first.</summary>
    public double SuccessRate => Attempts == 0 ? 0 : (double)Kept / Attempts;

    /// <summary>What a dataset holds now.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="seconds">Time that the work on it took.</param>
    /// <param name="reused">Whether it was found complete.</param>
    internal static DatasetResult Read(string folder, double seconds, bool reused)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        var report = new RunReport();
        for (int i = 0; i < store.AttemptCount; i++)
            report.Add(store.Attempt(i));
        return new DatasetResult(
            folder, store.Manifest.Kind, store.Manifest.Operator, store.KeptCount, store.AttemptCount, store.StepCount,
            store.Manifest.OperatorSeconds, seconds, store.Manifest.Totals?.Digest ?? "", report.CountReasons(), reused);
    }

    internal JsonObject ToJson() => new()
    {
        ["out"] = Folder,
        ["kind"] = Kind.Name(),
        ["operator"] = Operator,
        ["episodes"] = Kept,
        ["attempts"] = Attempts,
        ["success"] = SuccessRate,
        ["steps"] = Steps,
        ["operator_seconds"] = OperatorSeconds,
        ["seconds"] = Seconds,
        ["digest"] = Digest,
        ["reasons"] = ReasonCounts.ToJson(Reasons),
        ["reused"] = Reused,
    };
}
