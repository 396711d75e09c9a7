using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>Replays source segments open loop in the present scene: the approach, then the segment with action noise.</summary>
/// <remarks>One lane; allocates as <see cref="WaypointPath"/> does.</remarks>
/// <param name="options">Speed of the approach, its lift, and the action noise.</param>
/// <param name="longestSegment">Length of the longest source segment, steps.</param>
internal sealed class OpenLoopReplay(GenerationOptions options, int longestSegment)
{
    private readonly WaypointPath _path = new(longestSegment, options);
    private CounterRandom _noise;

    /// <summary>Whether steps of the loaded segment are left.</summary>
    public bool HasNext => _path.HasNext;

    /// <summary>Whether the source's operator continued with the next subtask after the loaded segment.</summary>
    public bool GoesOn => _path.GoesOn;

    /// <summary>Starts a new attempt: unloads the segment and keys the noise by the attempt.</summary>
    public void Begin(in EpisodeKey key)
    {
        _noise = key.Stream(RandomPurpose.ActionNoise);
        _path.Clear();
    }

    /// <summary>Whether the next step opens a gripper that was closed.</summary>
    public bool OpensNext => _path.OpensNext;

    /// <summary>Loads a segment, moved with its object's present pose: X'ₜ = O' · O⁻¹ · Xₜ (MimicGen, Mandlekar et al. 2023).</summary>
    public void Load(SourceSegment segment, IEnvironment environment) =>
        Load(segment, environment, environment.TruePose(environment.Spec.Subtasks[segment.Subtask].ReferenceObject));

    /// <summary>Loads a segment, moved to where its object is taken to be.</summary>
    public void Load(SourceSegment segment, IEnvironment environment, in Pose worldFromObject) =>
        _path.Load(segment, environment, worldFromObject);

    /// <summary>Unloads the segment.</summary>
    public void Clear() => _path.Clear();

    /// <summary>Whether a step that changes the gripper has been taken, or is the next one.</summary>
    public bool HasGripped => _path.HasGripped;

    /// <summary>Whether the arm can reach every waypoint, and gets to the last high one without a collision.</summary>
    public bool Fits(IMotionModel motion) => _path.Fits(motion);

    /// <summary>Writes the action of the next step into the attempt.</summary>
    /// <returns><see cref="StepMode.Interpolation"/> on the approach, <see cref="StepMode.Replay"/> after it.</returns>
    public StepMode Act(Attempt attempt)
    {
        StepMode mode = _path.IsApproaching ? StepMode.Interpolation : StepMode.Replay;
        (Pose worldFromTarget, float gripper) = _path.Take(attempt.Environment.WorldFromEef);
        attempt.Environment.ActionToward(worldFromTarget, gripper, attempt.Action);
        if (mode == StepMode.Replay)
            AddNoise(attempt.Action);
        return mode;
    }

    // Gaussian, on the arm's numbers alone: the last one is the gripper's.
    private void AddNoise(Span<float> action)
    {
        for (int i = 0; options.ActionNoise > 0 && i < action.Length - 1; i++)
            action[i] = (float)Math.Clamp(action[i] + (options.ActionNoise * _noise.NextGaussian()), -1, 1);
    }
}
