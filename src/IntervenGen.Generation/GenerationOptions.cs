using System.Text.Json.Serialization;
using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>How new episodes are generated from source segments.</summary>
/// <remarks>
/// Experiments find their earlier results by the serialised names of these properties: do not rename them. "Interpolation" in
/// them is the approach: the waypoints from the hand's present pose to the start of a replay.
/// </remarks>
public sealed record GenerationOptions
{
    /// <summary>Largest <see cref="ActionNoise"/>, action units: half the range of an action component.</summary>
    public const double MaxActionNoise = 1;

    /// <summary>Smallest <see cref="InterpolationStep"/>, metres: with it, one metre takes 2000 steps, longer than any episode.</summary>
    public const double MinInterpolationStep = 0.0005;

    /// <summary>Largest <see cref="InterpolationStep"/>, metres: more than an arm can follow.</summary>
    public const double MaxInterpolationStep = 0.5;

    /// <summary>Smallest <see cref="InterpolationTurn"/>, radians.</summary>
    public const double MinInterpolationTurn = 0.005;

    /// <summary>Largest <see cref="InterpolationTurn"/>, radians: allows any turn in one step.</summary>
    public const double MaxInterpolationTurn = 3.2;

    /// <summary>Largest <see cref="InterpolationLift"/>, metres: about the free height above a table within an arm's reach.</summary>
    public const double MaxInterpolationLift = 0.5;

    /// <summary>Largest number of control steps in any option: 8 minutes at 20 Hz, far beyond every task's horizon.</summary>
    public const int MaxSteps = 10_000;

    /// <summary>Largest <see cref="RecoveryLimit"/>, recoveries per subtask.</summary>
    public const int MaxRecoveryLimit = 100;

    /// <summary>Largest <see cref="SelectionNeighbours"/>, segments.</summary>
    public const int MaxNeighbours = 1000;

    /// <summary>Largest <see cref="PushLimit"/>, metres: more than a table has.</summary>
    public const double MaxPushLimit = 1;

    /// <summary>How a source segment is selected.</summary>
    public SelectionStrategy Selection { get; init; } = SelectionStrategy.Random;

    /// <summary>Standard deviation of the noise added to replayed arm actions, in action units (0.05 is MimicGen's).</summary>
    public double ActionNoise { get; init; } = 0.05;

    /// <summary>Largest distance between two waypoints of an approach, metres per control step.</summary>
    public double InterpolationStep { get; init; } = 0.008;

    /// <summary>Largest rotation between two waypoints of an approach, radians per control step.</summary>
    public double InterpolationTurn { get; init; } = 0.08;

    /// <summary>Smallest number of waypoints of an approach, control steps.</summary>
    public int InterpolationMinimum { get; init; } = 5;

    /// <summary>
    /// Height above the straight path at which an arm that starts in contact approaches, metres: a held part that is dragged
    /// across an obstacle turns in the hand, and a recovery replayed with a turned part fails. 0 keeps the path straight, as in
    /// the paper.
    /// </summary>
    public double InterpolationLift { get; init; } = 0.02;

    /// <summary>Largest number of control steps of one stretch of policy execution; after them the policy is stopped.</summary>
    public int PolicyHorizon { get; init; } = 200;

    /// <summary>
    /// Largest number of control steps for which the policy continues after the trigger, drawn uniformly from 0 up for every
    /// recovery: it models the reaction time of a person in a real intervention. 0 stops the policy on contact, as in the
    /// paper.
    /// </summary>
    public int ReactionLimit { get; init; } = 8;

    /// <summary>
    /// Control steps that the policy may use after the trigger to recover by itself, before those of <see cref="ReactionLimit"/>;
    /// an attempt in which it recovers is not kept. 0 corrects every mistake, as in the paper.
    /// </summary>
    // Omitted if 0, so that results of earlier versions are still found by their options.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Patience { get; init; }

    /// <summary>Largest number of recoveries per subtask.</summary>
    public int RecoveryLimit { get; init; } = 2;

    /// <summary>
    /// Whether to go back to a subtask whose goal came undone for more than 5 control steps, for example because a grasped object was
    /// dropped: a replay ends there, and a recovery of the earlier subtask begins. Goals must then hold until the task is done.
    /// </summary>
    public bool ReturnToEarlierSubtasks { get; init; }

    /// <summary>
    /// Control steps for which the arm may settle at its target before the gripper opens or closes in a replay, with the old
    /// gripper command (Isaac Lab Mimic's "settle before gripper"); it goes on as soon as it has arrived. 0 does not wait, as in MimicGen.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SettleSteps { get; init; }

    /// <summary>
    /// Whether a replay begins at the waypoint from which the rest is done soonest, instead of where the source's mistake had ended:
    /// from another mistake, that place may be beyond the goal. No later than the highest waypoint before the gripper changes.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SkipDetours { get; init; }

    /// <summary>
    /// Chance, in [0, 1], that a recovery is first replayed to a place off along the line from the belief to the truth, until it
    /// touches again, and only then to the true one. Where contact reveals a direction but no distance, a policy meets such second
    /// contacts, and without them no recovery shows how to go on. Drawn anew after every miss, up to three in an episode; the missing
    /// stretches are mistakes, and are not trained on.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double MissChance { get; init; }

    /// <summary>Number of nearest segments among which a strategy chooses; 0 for MimicGen's three.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SelectionNeighbours { get; init; }

    /// <summary>
    /// Whether an approach is planned around what is in the way of the hand and of what it holds, where the environment knows that
    /// (<see cref="IEnvironment.Motion"/>), instead of lifted by <see cref="InterpolationLift"/> and straight. Null for what is usual:
    /// planned in interventions (<see cref="ForInterventions"/>), which begin at a mistake, and straight in demonstrations.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool? PlansTransit { get; init; }

    /// <summary>
    /// Whether a moved segment is first checked: that the arm reaches its waypoints, and that nothing is run into on the way to the
    /// last high one. Another is drawn where it does not fit; the attempt is over if none does.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ChecksRecoveries { get; init; }

    /// <summary>
    /// How far a recovery may push its reference object, or turn what the hand holds (5 cm for a radian), before the gripper
    /// changes, metres; an attempt that does more is not kept. 0 for no limit.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double PushLimit { get; init; }

    /// <summary>These options with what is usual in interventions where nothing is said: approaches are planned.</summary>
    public GenerationOptions ForInterventions() => this with { PlansTransit = PlansTransit ?? true };

    /// <summary>Checks that every option is within its range.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="UsageException">A value is outside its range; the message names it, its range and its unit.</exception>
    public GenerationOptions Validated()
    {
        Require(nameof(ActionNoise), ActionNoise, 0, MaxActionNoise);
        Require(nameof(InterpolationStep), InterpolationStep, MinInterpolationStep, MaxInterpolationStep, " m");
        Require(nameof(InterpolationTurn), InterpolationTurn, MinInterpolationTurn, MaxInterpolationTurn, " rad");
        Require(nameof(InterpolationMinimum), InterpolationMinimum, 1, MaxSteps, " steps");
        Require(nameof(InterpolationLift), InterpolationLift, 0, MaxInterpolationLift, " m");
        Require(nameof(PolicyHorizon), PolicyHorizon, 1, MaxSteps, " steps");
        Require(nameof(ReactionLimit), ReactionLimit, 0, MaxSteps, " steps");
        Require(nameof(Patience), Patience, 0, MaxSteps, " steps");
        Require(nameof(RecoveryLimit), RecoveryLimit, 1, MaxRecoveryLimit);
        Require(nameof(SettleSteps), SettleSteps, 0, MaxSteps, " steps");
        Require(nameof(MissChance), MissChance, 0, 1);
        Require(nameof(SelectionNeighbours), SelectionNeighbours, 0, MaxNeighbours);
        Require(nameof(PushLimit), PushLimit, 0, MaxPushLimit, " m");
        if (Patience >= PolicyHorizon)
            throw new UsageException($"Patience is {Patience}; it must be below {PolicyHorizon}, after which the policy is given up");
        return this;
    }

    private static void Require(string name, double value, double min, double max, string unit = "")
    {
        // Not a number is within no range.
        if (!(value >= min && value <= max))
            throw new UsageException(FormattableString.Invariant($"{name} is {value}; it must be between {min} and {max}{unit}"));
    }
}
