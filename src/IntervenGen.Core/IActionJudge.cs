namespace IntervenGen.Core;

/// <summary>Judges every action that a policy proposes by what the robot observes alone, so that it runs on a real arm as well.</summary>
/// <remarks>One thread; nothing allocates after construction.</remarks>
public interface IActionJudge
{
    /// <summary>Starts a new attempt, or a new stretch of the policy.</summary>
    void Begin();

    /// <summary>Whether the robot should stop and ask instead of carrying out the action. Call it once per control step.</summary>
    /// <param name="observation">The policy's observation, shape [observation size].</param>
    /// <param name="action">The proposed action, shape [action size].</param>
    bool Judge(ReadOnlySpan<float> observation, ReadOnlySpan<float> action);

    /// <summary>Whether the policy may have the robot back. Called instead of <see cref="Judge"/> while an operator drives.</summary>
    /// <param name="observation">The policy's observation, shape [observation size].</param>
    /// <param name="proposed">The action that the policy would carry out, shape [action size].</param>
    /// <param name="chosen">The operator's action, shape [action size].</param>
    bool GivesBack(ReadOnlySpan<float> observation, ReadOnlySpan<float> proposed, ReadOnlySpan<float> chosen);
}
