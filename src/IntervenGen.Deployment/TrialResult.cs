using IntervenGen.Core;
using IntervenGen.Franka.Motion;

namespace IntervenGen.Deployment;

/// <summary>How a trial ended.</summary>
/// <param name="Key">The trial's name and source of randomness.</param>
/// <param name="IsSuccess">What the robot itself judges: held and lifted.</param>
/// <param name="IsTrulySuccessful">What somebody who knows the cube's true pose judges, or null.</param>
/// <param name="Reason">Kept, or why not.</param>
/// <param name="Steps">Policy steps.</param>
/// <param name="HasTouched">Whether anything was touched.</param>
/// <param name="EstimateError">Distance of the careful look from the truth, metres, or null.</param>
/// <param name="Message">What stopped the arm, if something did.</param>
/// <param name="Motion">How the loop kept time; null if the motion did not come to its end.</param>
public sealed record TrialResult(
    EpisodeKey Key,
    bool IsSuccess,
    bool? IsTrulySuccessful,
    AttemptReason Reason,
    int Steps,
    bool HasTouched,
    double? EstimateError,
    string? Message,
    MotionReport? Motion);
