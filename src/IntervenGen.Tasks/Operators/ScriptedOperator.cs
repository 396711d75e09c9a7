using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Operators;

/// <summary>A scripted operator: sees the true state, moves imperfectly and reacts with a delay.</summary>
/// <remarks>
/// Speed, heights, delay and tremor differ between episodes and come from the episode's operator stream. One lane; allocates
/// nothing.
/// </remarks>
public abstract class ScriptedOperator : IOperator
{
    /// <summary>Gripper commands of the action's last component.</summary>
    private protected const float Close = 1, Open = -1;

    private readonly int _holdSteps;
    private HandTremor _tremor;
    private int _delay, _held;

    /// <summary>Creates the operator of one lane.</summary>
    /// <param name="holdSteps">Number of control steps for which success must last before the operator stops.</param>
    private protected ScriptedOperator(int holdSteps) => _holdSteps = holdSteps;

    /// <inheritdoc/>
    public string Label => "scripted";

    /// <summary>The traits of this episode.</summary>
    private protected HumanTraits Traits { get; private set; }

    /// <summary>Factor on speed in this control step, around 1.</summary>
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
    /// <remarks>The mistake shows when the task reveals it; the operator then takes over after a reaction time.</remarks>
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

    /// <summary>Starts over with the first phase.</summary>
    private protected abstract void Restart();

    /// <summary>Advances to the next phase if the present one is complete.</summary>
    private protected abstract void UpdatePhase(IEnvironment environment);

    /// <summary>The gripper command in this step: +1 close, −1 open.</summary>
    private protected abstract float Gripper(IEnvironment environment);

    /// <summary>Target pose of the hand in this step, world frame.</summary>
    /// <param name="environment">The lane.</param>
    /// <param name="shake">Tremor to add to the target position, metres.</param>
    private protected abstract Pose Target(IEnvironment environment, Vec3 shake);
}
