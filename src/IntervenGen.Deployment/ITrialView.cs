using IntervenGen.Franka;
using IntervenGen.Numerics;

namespace IntervenGen.Deployment;

/// <summary>What a policy sees of a trial, what of it is recorded, and when it has succeeded. One thread.</summary>
internal interface ITrialView
{
    /// <summary>Whether the trial has succeeded and may end.</summary>
    bool IsSuccess { get; }

    /// <summary>Whether something has shown the mistake.</summary>
    bool HasTouched { get; }

    /// <summary>Takes what is measured every millisecond.</summary>
    /// <param name="state">What the arm measures.</param>
    void Feel(RobotState state);

    /// <summary>Takes what is measured at the beginning of a step.</summary>
    /// <param name="state">What the arm measures.</param>
    /// <param name="worldFromGrip">The grip frame.</param>
    /// <param name="contact">What has been felt.</param>
    /// <param name="step">Index of the step.</param>
    void Sense(RobotState state, in Pose worldFromGrip, ContactSense contact, int step);

    /// <summary>Writes the policy's observation.</summary>
    void Observe(Span<float> observation);

    /// <summary>Records the step and its action.</summary>
    void Record(ReadOnlySpan<float> action);
}
