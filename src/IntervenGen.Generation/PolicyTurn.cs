namespace IntervenGen.Generation;

/// <summary>One stretch of policy execution: its limit in control steps, and the limit once the trigger fires.</summary>
/// <param name="steps">Largest number of steps; after them the policy is stopped.</param>
/// <param name="triggeredSteps">Steps at which the trigger fires that the policy still makes: patience plus reaction.</param>
internal struct PolicyTurn(int steps, int triggeredSteps)
{
    private int _left = steps, _leftTriggered = triggeredSteps;

    /// <summary>Takes the policy's next step out of the turn; false if the turn is over.</summary>
    /// <param name="fires">Whether the trigger fires before the step.</param>
    public bool TryStep(bool fires)
    {
        if (_left == 0 || (fires && _leftTriggered == 0))
            return false;
        _left--;
        _leftTriggered -= fires ? 1 : 0;
        return true;
    }

    /// <summary>Whether a step that was taken without a firing may still be made although the trigger fires on its action.</summary>
    public bool TryReact()
    {
        if (_leftTriggered == 0)
            return false;
        _leftTriggered--;
        return true;
    }
}
