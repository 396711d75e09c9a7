using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>Carries out source segments open loop, in the scene as it is: approach, then replay with noise.</summary>
/// <remarks>One lane; allocates as <see cref="WaypointPath"/> does.</remarks>
/// <param name="options">Speed of the approach, lift and noise.</param>
/// <param name="longestSegment">Steps of the longest source segment.</param>
internal sealed class OpenLoopReplay(GenerationOptions options, int longestSegment)
{
    private readonly WaypointPath _path = new(longestSegment);
    private CounterRandom _noise;

    /// <summary>Whether steps of the loaded segment are left.</summary>
    public bool HasNext => _path.HasNext;

    /// <summary>Whether the source's operator went straight on with the next subtask after the loaded segment.</summary>
    public bool GoesOn => _path.GoesOn;

    /// <summary>A new attempt begins: nothing is loaded, and the noise is the attempt's own.</summary>
    public void Begin(in EpisodeKey key)
    {
        _noise = key.Stream(RandomPurpose.ActionNoise);
        _path.Clear();
    }

    /// <summary>Moves a segment with its object to where that is now: X'ₜ = O' · O⁻¹ · Xₜ (MimicGen, Mandlekar et al. 2023).</summary>
    public void Load(SourceSegment segment, IEnvironment environment) => _path.Load(segment, environment, options);

    /// <summary>Writes the action of the next step into the attempt.</summary>
    /// <returns><see cref="StepMode.Interpolation"/> on the approach, <see cref="StepMode.Replay"/> after it.</returns>
    public StepMode Act(Attempt attempt)
    {
        StepMode mode = _path.IsApproaching ? StepMode.Interpolation : StepMode.Replay;
        (Pose worldFromTarget, float gripper) = _path.Take();
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
