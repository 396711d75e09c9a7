namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>--patience</c>: how long a policy may try to recover by itself.</summary>
internal static class PatienceOption
{
    public static Option<int?> Create() => NewOption.Of<int?>(
        "--patience",
        "Control steps that the policy has, once its mistake shows, to recover by itself. Without it " +
        $"{OperatorPatience.OfLearnedRecovery} for a policy that learned from interventions, and 0 for one that never saw any.").AtLeast(0);
}
