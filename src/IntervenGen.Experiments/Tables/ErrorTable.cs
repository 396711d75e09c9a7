using IntervenGen.Core;
using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>Errors of observation other than an offset that stays: trained on one kind, tried on all.</summary>
internal static class ErrorTable
{
    private static readonly (ErrorKind Kind, string Name)[] s_kinds =
    [
        (ErrorKind.Own, "offset"), (ErrorKind.Drift, "drift"), (ErrorKind.Delay, "delay"), (ErrorKind.Dropout, "dropout"),
        (ErrorKind.Yaw, "yaw"), (ErrorKind.Scale, "scale"), (ErrorKind.Mixture, "mixture"),
    ];

    public static Experiment Build(RecipeBook book)
    {
        (Recipe Policy, Baselines Of)[] trained = [.. s_kinds.Select(kind =>
        {
            var b = new Baselines(book, Nut, EnvironmentOf(kind.Kind));
            return (b.InterventionGeneration, b);
        })];
        Baselines offset = trained[0].Of;
        var table = new TableBuilder([Base, .. s_kinds.Select(kind => On(kind.Name))]);
        foreach ((ErrorKind kind, string name) in s_kinds)
        {
            Recipe[] policies = [offset.BasePolicy, .. trained.Select(each => each.Policy)];
            table.AddColumn(
                name, [.. policies.Select(policy => offset.EvaluateIn(EnvironmentOf(kind), policy))],
                [.. policies.Select(_ => (double?)null)]);
        }

        return table.Build(
            "errors", "Errors of observation: trained on one kind, tried on all (Nut Insertion)",
            "Every I-Gen row is trained on the same base data and on interventions generated from ten of its own kind of " +
            "error; the columns are the kinds it is tried on. Until contact reveals the true pose, the peg's pose is wrong " +
            "by: *offset*, the paper's 2 to 4 cm that stay; *drift*, 1 cm/s and a random walk of 5 mm in a second; *delay*, a" +
            " camera at the wrist that is 0.3 to 0.5 s late, so that the peg seems to come along with the hand; *dropout*, " +
            "the same camera without sight for 0.4 to 1 s, its last measurement held; *yaw*, a calibration turned by 2 to 3.5" +
            " degrees about the base; *scale*, distances from the base wrong by 3.5 to 6 %; *mixture*, one of these, drawn " +
            "for every episode. The paper has no such table.") with
        {
            Claims =
            [
                .. s_kinds.SelectMany(kind => table.OrderClaims(On(kind.Name), Base).Where(claim => claim.Column == kind.Name)),
                .. table.OrderClaims(On("offset"), Base).Where(claim => claim.Column != "offset"),
                .. table.OrderClaims(On("mixture"), On("offset")).Where(claim => claim.Column != "offset"),
            ],
        };
    }

    private static string On(string kind) => $"I-Gen on {kind}";

    private static TestEnvironment EnvironmentOf(ErrorKind kind) => TestEnvironment.Full with { Error = kind };
}
