using System.CommandLine;
using IntervenGen.Cli.Workflows;

namespace IntervenGen.Cli.Commands;

/// <summary><c>--patience</c>: how long a policy may try to recover by itself.</summary>
internal static class PatienceOption
{
    // Attempts per episode before a run is given up: a policy that mostly recovers by itself leaves few to correct.
    private const int PatientAttempts = 100;

    public static Option<int?> Create() => new Option<int?>("--patience")
    {
        Description = $"Control steps that the policy has, once its mistake shows, to recover by itself. Without it {OperatorPatience.OfLearnedRecovery} for a policy that learned from interventions, and 0 for one that never saw any.",
    }.AtLeast(0);

    /// <summary>Most attempts where none were asked for: more where most of them correct themselves.</summary>
    public static long Limit(ParseResult parsed, Option<int> attempts, int episodes, int patience) =>
        CollectCommand.Limit(parsed, attempts, episodes, patience > 0 ? PatientAttempts : CollectCommand.AttemptsPerEpisode);
}
