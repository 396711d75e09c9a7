namespace IntervenGen.Generation;

/// <summary>One stretch of policy execution: how many control steps it may take, and how many of them once the trigger fires.</summary>
/// <param name="steps">Steps in all; after them the policy is given up.</param>
/// <param name="triggeredSteps">Steps in which the trigger fires that the policy still makes: its patience and the reaction.</param>
internal struct PolicyTurn(int steps, int triggeredSteps)
{
    private int _left = steps, _leftTriggered = triggeredSteps;

    /// <summary>Takes the policy's next step from what is left of the turn; false where the turn is over.</summary>
    /// <param name="fires">Whether the trigger fires before the step.</param>
    public bool TryStep(bool fires)
    {
        if (_left == 0 || (fires && _leftTriggered == 0))
            return false;
        _left--;
        _leftTriggered -= fires ? 1 : 0;
        return true;
    }
}
