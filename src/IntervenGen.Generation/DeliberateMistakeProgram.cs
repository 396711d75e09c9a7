using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>An operator makes a mistake on purpose and corrects it, without any policy: the paper's offline mode.</summary>
/// <remarks>
/// The operator first acts as one who believes what the robot believes, or something nearer or further from the truth in the same
/// direction; goes on for a moment when the mistake shows; and then does the task. How far off and how long differ between episodes
/// and come from the episode's key. An attempt whose mistake never shows is not kept: nothing would explain its recovery.
/// </remarks>
/// <param name="op">The operator, who makes the mistake and corrects it.</param>
/// <param name="mayReturn">Whether steps after a drop are labelled with the earlier subtask that came undone.</param>
public sealed class DeliberateMistakeProgram(IOperator op, bool mayReturn = false) : AttemptProgram
{
    /// <summary>Smallest and largest distance of the mistake, as a share of the belief's error.</summary>
    public static readonly (double Min, double Max) Miss = (0.6, 1.2);

    /// <summary>Largest number of control steps for which the operator goes on once the mistake shows.</summary>
    public const int MaxPush = 12;

    /// <summary>Share of mistakes that are broken off as soon as they show.</summary>
    public const double BrokenOff = 0.25;

    private MistakenView? _view;
    private SubtaskProgress _progress;
    private int _pushLeft;
    private bool _corrects;

    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Intervention;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        CounterRandom random = attempt.Key.Stream(RandomPurpose.Mistake);
        // One world for life: a program belongs to one lane.
        _view ??= new MistakenView(attempt.Environment);
        _view.Share = random.NextDouble(Miss.Min, Miss.Max);
        _pushLeft = random.NextDouble() < BrokenOff ? 0 : random.NextInt32(MaxPush + 1);
        _progress = default;
        _corrects = false;
        op.Begin(_view, attempt.Key);
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        _progress.Follow(attempt, mayReturn);
        return _corrects ? OperatorTurn.Correct(op, attempt) : Err(attempt);
    }

    private Decision Err(Attempt attempt)
    {
        IEnvironment environment = attempt.Environment;
        if (environment.IsSuccess)
            return Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake);
        if (!environment.IsRecoverable)
            return Decision.Drop(EpisodeEnd.Failure, AttemptReason.ObjectLost);
        if (!environment.IsRevealed)
            _view!.Insist();
        bool goesOn = !environment.IsRevealed || _pushLeft-- > 0;
        if (goesOn && op.Act(_view!, attempt.Action))
            return Decision.Act(StepMode.Mistake);
        if (!environment.IsRevealed)
            return Decision.Drop(EpisodeEnd.Failure, AttemptReason.NoTrigger);
        _corrects = true;
        attempt.MistakeSteps = attempt.Steps;
        op.Begin(environment, attempt.Key);
        return OperatorTurn.Correct(op, attempt);
    }
}
