namespace IntervenGen.Cli.Commands.Common;

/// <summary>How many episodes are to be kept, and of how many attempts at most.</summary>
internal static class EpisodeOptions
{
    public static Option<int> Episodes(int count = 10) =>
        NewOption.Of<int>("--episodes", "Number of successful episodes to keep.", count).AtLeast(1);

    public static Option<int> Attempts() => NewOption.Of<int>(
        "--attempts", "Attempt limit; 0 means ten per episode and at least a hundred, and ten times that with patience.").AtLeast(0);

    /// <summary>The requested attempt limit; null without one.</summary>
    public static long? Limit(ParseResult parsed, Option<int> attempts) => parsed.GetValue(attempts) is > 0 and int limit ? limit : null;

    /// <summary>The option for a fitted trigger.</summary>
    public static Option<string?> Trigger(string description) => NewOption.Of<string?>("--trigger", description);

    /// <summary>The option for the policy's patience.</summary>
    public static Option<int?> Patience() => NewOption.Of<int?>(
        "--patience",
        "Control steps that the policy may use to recover by itself once its mistake shows. Default: " +
        $"{OperatorPatience.OfLearnedRecovery} for a policy that learned from interventions, and 0 for one that never saw any.").AtLeast(0);
}
