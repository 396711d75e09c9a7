using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>An operator who took over and drives to the end.</summary>
internal static class OperatorTurn
{
    /// <summary>The operator's next step; the episode is kept if the task succeeds once the operator is done.</summary>
    public static Decision Correct(IOperator op, Attempt attempt)
    {
        if (op.Act(attempt.Environment, attempt.Action))
            return Decision.Act(StepMode.Human);
        return attempt.Environment.IsSuccess
            ? Decision.Keep()
            : Decision.Fail(attempt.Environment, AttemptReason.RecoveryFailed);
    }
}
