using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Parts;

/// <summary>A scripted stand-in for a person: sees the truth, moves imperfectly, reacts late.</summary>
/// <remarks>
/// Speed, heights, delay and wobble differ between episodes and come from the episode's operator stream. One lane; allocates
/// nothing.
/// </remarks>
public abstract class ScriptedOperator : IOperator
{
    /// <summary>Gripper commands.</summary>
    private protected const float Close = 1, Open = -1;

    private readonly int _holdSteps;
    private HandTremor _tremor;
    private int _delay, _held;

    /// <summary>Makes the operator of one lane.</summary>
    /// <param name="holdSteps">Control steps that success must last before the operator is content.</param>
    private protected ScriptedOperator(int holdSteps) => _holdSteps = holdSteps;

    /// <inheritdoc/>
    public string Label => "scripted";

    /// <summary>How this operator drives in this episode.</summary>
    private protected HumanTraits Traits { get; private set; }

    /// <summary>Factor on speed, around 1, in this control step.</summary>
    private protected double Speed => _tremor.Speed;

    /// <inheritdoc/>
    public void Begin(IEnvironment environment, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Operator);
        Traits = HumanTraits.Sample(ref random);
        _tremor = new HandTremor(random, Traits.Wobble);
        _delay = Traits.ReactionSteps;
        _held = 0;
        Restart();
    }

    /// <inheritdoc/>
    /// <remarks>The mistake shows when the task reveals it; the operator then needs a moment to react.</remarks>
    public bool WantsControl(IEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.IsRevealed && _delay-- <= 0;
    }

    /// <inheritdoc/>
    public bool Act(IEnvironment environment, Span<float> action)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _held = environment.IsSuccess ? _held + 1 : 0;
        if (_held >= _holdSteps || !environment.IsRecoverable)
            return false;
        UpdatePhase(environment);
        Vec3 shake = _tremor.Next(out bool pausing);
        float gripper = Gripper(environment);
        if (pausing)
        {
            action.Clear();
            action[^1] = gripper;
        }
        else
        {
            environment.ActionToward(Target(environment, shake), gripper, action);
        }

        return true;
    }

    /// <summary>Begins the work from its first phase.</summary>
    private protected abstract void Restart();

    /// <summary>Looks at the world, and goes on to the next phase where one is over.</summary>
    private protected abstract void UpdatePhase(IEnvironment environment);

    /// <summary>The gripper's command in this step.</summary>
    private protected abstract float Gripper(IEnvironment environment);

    /// <summary>Where the hand is to go in this step, world frame.</summary>
    /// <param name="environment">The lane.</param>
    /// <param name="shake">Tremor, metres.</param>
    private protected abstract Pose Target(IEnvironment environment, Vec3 shake);
}
