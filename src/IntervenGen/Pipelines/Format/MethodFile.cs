using IntervenGen.Generation;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>The numbers of the method; what is not given keeps its default.</summary>
internal sealed record MethodFile : YamlRecord
{
    [Key(
        "what ends the policy's part in generation: contact, or a file of 'igen trigger fit'; with observability on_request, also what " +
        "makes the robot ask where interventions are collected and policies evaluated")]
    public YamlName? Trigger { get; init; }

    [Key("how source segments are selected: random, nearest_object, nearest_robot or nearest_mistake")]
    public SelectionStrategy? Selection { get; init; }

    [Key("number of nearest segments among which it is chosen; 0 for MimicGen's three", Min = 0, Max = GenerationOptions.MaxNeighbours)]
    public int? Neighbours { get; init; }

    [Key("whether approaches are planned around what is in the way of the hand and of what it holds; usual in interventions")]
    public bool? PlanTransit { get; init; }

    [Key("whether a moved segment must be reachable and free of collisions, or another is drawn")]
    public bool? CheckRecoveries { get; init; }

    [Key(
        "how far a recovery may push its object, or turn what is held, before the gripper changes, metres; 0 for no limit", Min = 0,
        Max = GenerationOptions.MaxPushLimit)]
    public double? PushLimit { get; init; }

    [Key("standard deviation of the noise on replayed actions, action units", Min = 0, Max = GenerationOptions.MaxActionNoise)]
    public double? ActionNoise { get; init; }

    [Key(
        "height by which an arm in contact is lifted on an approach that is not planned, metres", Min = 0,
        Max = GenerationOptions.MaxInterpolationLift)]
    public double? Lift { get; init; }

    [Key(
        "largest translation per control step of an approach, metres", Min = GenerationOptions.MinInterpolationStep,
        Max = GenerationOptions.MaxInterpolationStep)]
    public double? ApproachStep { get; init; }

    [Key(
        "largest rotation per control step of an approach, radians", Min = GenerationOptions.MinInterpolationTurn,
        Max = GenerationOptions.MaxInterpolationTurn)]
    public double? ApproachTurn { get; init; }

    [Key("smallest number of control steps of an approach", Min = 1, Max = GenerationOptions.MaxSteps)]
    public int? ApproachMin { get; init; }

    [Key(
        "control steps for which a replay may wait for the arm before the gripper opens or closes", Min = 0,
        Max = GenerationOptions.MaxSteps)]
    public int? Settle { get; init; }

    [Key("whether a replay begins where the rest is done soonest, not where the source's mistake had ended")]
    public bool? SkipDetours { get; init; }

    [Key("chance that a recovery first goes off along the line from the belief to the truth", Min = 0, Max = 1)]
    public double? Miss { get; init; }

    [Key("largest number of control steps of a mistake after its trigger", Min = 0, Max = GenerationOptions.MaxSteps)]
    public int? Reaction { get; init; }

    [Key("largest number of control steps of the policy in each subtask", Min = 1, Max = GenerationOptions.MaxSteps)]
    public int? PolicyHorizon { get; init; }

    [Key("largest number of recoveries per subtask", Min = 1, Max = GenerationOptions.MaxRecoveryLimit)]
    public int? Recoveries { get; init; }

    [Key("whether to go back to a subtask whose goal came undone")]
    public bool? ReturnToEarlierSubtasks { get; init; }

    /// <summary>The trigger's file; null for the contact.</summary>
    public YamlName? TriggerFile => Trigger is { Text: not "contact" } file ? file : null;

    /// <summary>The first key given that says something of a policy that acts; null for none.</summary>
    public string? OfPolicy =>
        TriggerFile is not null ? "trigger"
        : Reaction is not null ? "reaction"
        : PolicyHorizon is not null ? "policy_horizon"
        : Recoveries is not null ? "recoveries"
        : Miss is not null ? "miss"
        : PushLimit is not null ? "push_limit"
        : ReturnToEarlierSubtasks is not null ? "return_to_earlier_subtasks"
        : null;

    /// <summary>These numbers, and the defaults where none is given.</summary>
    public GenerationOptions ToOptions()
    {
        var usual = new GenerationOptions();
        return usual with
        {
            Selection = Selection ?? usual.Selection,
            SelectionNeighbours = Neighbours ?? usual.SelectionNeighbours,
            // Who asks for a lift does not want a plan, which has none.
            PlansTransit = PlanTransit ?? (Lift is null ? null : false),
            ChecksRecoveries = CheckRecoveries ?? usual.ChecksRecoveries,
            PushLimit = PushLimit ?? usual.PushLimit,
            ActionNoise = ActionNoise ?? usual.ActionNoise,
            InterpolationLift = Lift ?? usual.InterpolationLift,
            InterpolationStep = ApproachStep ?? usual.InterpolationStep,
            InterpolationTurn = ApproachTurn ?? usual.InterpolationTurn,
            InterpolationMinimum = ApproachMin ?? usual.InterpolationMinimum,
            SettleSteps = Settle ?? usual.SettleSteps,
            SkipDetours = SkipDetours ?? usual.SkipDetours,
            MissChance = Miss ?? usual.MissChance,
            ReactionLimit = Reaction ?? usual.ReactionLimit,
            PolicyHorizon = PolicyHorizon ?? usual.PolicyHorizon,
            RecoveryLimit = Recoveries ?? usual.RecoveryLimit,
            ReturnToEarlierSubtasks = ReturnToEarlierSubtasks ?? usual.ReturnToEarlierSubtasks,
        };
    }
}
