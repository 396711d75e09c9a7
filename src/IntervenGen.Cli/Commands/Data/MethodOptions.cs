using IntervenGen.Generation;

namespace IntervenGen.Cli.Commands.Data;

/// <summary>The numbers of the method, each at its default unless it is given: how segments are picked, approached and replayed.</summary>
internal sealed class MethodOptions
{
    private static readonly GenerationOptions s_defaults = new();

    private readonly Option<SelectionStrategy> _selection = NewOption.Of<SelectionStrategy>(
        "--selection", "Selection strategy for source segments: Random, NearestObject, NearestRobot or NearestMistake.",
        s_defaults.Selection);

    private readonly Option<double> _noise = NewOption.Of<double>(
        "--action-noise", "Standard deviation of the Gaussian noise on replayed actions, in action units.", s_defaults.ActionNoise)
        .Within(0, GenerationOptions.MaxActionNoise);

    private readonly Option<double> _lift = NewOption.Of<double>(
        "--lift", "Height by which an arm in contact is lifted on an unplanned approach, metres; 0 in the paper. With it none is planned.",
        s_defaults.InterpolationLift).Within(0, GenerationOptions.MaxInterpolationLift, "m");

    private readonly Option<double> _approachStep = NewOption.Of<double>(
        "--approach-step", "Largest translation per control step of an approach, metres.", s_defaults.InterpolationStep)
        .Within(GenerationOptions.MinInterpolationStep, GenerationOptions.MaxInterpolationStep, "m");

    private readonly Option<double> _approachTurn = NewOption.Of<double>(
        "--approach-turn", "Largest rotation per control step of an approach, radians.", s_defaults.InterpolationTurn)
        .Within(GenerationOptions.MinInterpolationTurn, GenerationOptions.MaxInterpolationTurn, "rad");

    private readonly Option<int> _approachMin = NewOption.Of<int>(
        "--approach-min", "Smallest number of control steps of an approach.", s_defaults.InterpolationMinimum)
        .Within(1, GenerationOptions.MaxSteps, "steps");

    private readonly Option<int> _reaction = NewOption.Of<int>(
        "--reaction",
        "Largest number of control steps of a mistake after its trigger, drawn per recovery; 0 stops on contact, as in the paper.",
        s_defaults.ReactionLimit).Within(0, GenerationOptions.MaxSteps, "steps");

    private readonly Option<int> _policyHorizon = NewOption.Of<int>(
        "--policy-horizon", "Largest number of control steps of the policy in each subtask, and after each recovery.",
        s_defaults.PolicyHorizon).Within(1, GenerationOptions.MaxSteps, "steps");

    private readonly Option<int> _recoveries = NewOption.Of<int>(
        "--recoveries", "Largest number of recoveries per subtask.", s_defaults.RecoveryLimit)
        .Within(1, GenerationOptions.MaxRecoveryLimit);

    private readonly Option<bool> _goBack = NewOption.Of<bool>(
        "--return-to-earlier-subtasks", "Go back to a subtask whose goal came undone, for example because a grasped object was dropped.");

    private readonly Option<int> _settle = NewOption.Of<int>(
        "--settle", "Control steps for which a replay may wait for the arm before the gripper opens or closes.", s_defaults.SettleSteps)
        .Within(0, GenerationOptions.MaxSteps, "steps");

    private readonly Option<bool> _skipDetours = NewOption.Of<bool>(
        "--skip-detours", "Begin a replay at the waypoint from which the rest is done soonest, not where the source's mistake had ended.");

    private readonly Option<double> _miss = NewOption.Of<double>(
        "--miss", "Chance that a recovery first goes to a wrong place along the line from the belief to the truth, where contact tells " +
        "no more than a direction.", s_defaults.MissChance)
        .Within(0, 1);

    private readonly Option<int> _neighbours = NewOption.Of<int>(
        "--neighbours", "Among how many of the nearest segments a selection strategy chooses; 0 for MimicGen's three.",
        s_defaults.SelectionNeighbours).Within(0, GenerationOptions.MaxNeighbours);

    private readonly Option<bool?> _planTransit = NewOption.Of<bool?>(
        "--plan-transit", "Plan approaches around what is in the way (default in interventions), or, with false, lift and go straight.");

    private readonly Option<bool> _check = NewOption.Of<bool>(
        "--check-recoveries", "Draw another segment where the arm can't reach the moved one, or would run into something.");

    private readonly Option<double> _pushLimit = NewOption.Of<double>(
        "--push-limit", "Drop an attempt whose recovery pushes its object by more, metres, or turns what is held (5 cm a radian); 0 for " +
        "no limit.",
        s_defaults.PushLimit).Within(0, GenerationOptions.MaxPushLimit, "m");

    /// <summary>What concerns every replay.</summary>
    public IEnumerable<Option> OfReplay =>
    [
        _selection, _neighbours, _noise, _lift, _approachStep, _approachTurn, _approachMin, _settle, _skipDetours, _planTransit, _check,
    ];

    /// <summary>What concerns the policy whose mistakes are corrected.</summary>
    public IEnumerable<Option> OfPolicy => [_reaction, _policyHorizon, _recoveries, _miss, _pushLimit, _goBack];

    /// <summary>The options of a run in which no policy acts.</summary>
    public GenerationOptions Replay(ParseResult parsed) => new GenerationOptions
    {
        Selection = parsed.GetValue(_selection),
        ActionNoise = parsed.GetValue(_noise),
        InterpolationLift = parsed.GetValue(_lift),
        InterpolationStep = parsed.GetValue(_approachStep),
        InterpolationTurn = parsed.GetValue(_approachTurn),
        InterpolationMinimum = parsed.GetValue(_approachMin),
        SettleSteps = parsed.GetValue(_settle),
        SkipDetours = parsed.GetValue(_skipDetours),
        SelectionNeighbours = parsed.GetValue(_neighbours),
        PlansTransit = parsed.GetValue(_planTransit) ?? (parsed.GetResult(_lift) is { Implicit: false } ? false : null),
        ChecksRecoveries = parsed.GetValue(_check),
    }.Validated();

    /// <summary>The options of a run in which a policy makes the mistakes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="patience">Control steps that the policy has to recover by itself.</param>
    public GenerationOptions Correct(ParseResult parsed, int patience) => (Replay(parsed) with
    {
        ReactionLimit = parsed.GetValue(_reaction),
        PolicyHorizon = parsed.GetValue(_policyHorizon),
        RecoveryLimit = parsed.GetValue(_recoveries),
        MissChance = parsed.GetValue(_miss),
        PushLimit = parsed.GetValue(_pushLimit),
        ReturnToEarlierSubtasks = parsed.GetValue(_goBack),
        Patience = patience,
    }).Validated();

    /// <summary>The first option that was given although it only says what a policy does; null for none.</summary>
    public string? GivenForPolicy(ParseResult parsed) =>
        new Option[] { _policyHorizon, _recoveries }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;
}
