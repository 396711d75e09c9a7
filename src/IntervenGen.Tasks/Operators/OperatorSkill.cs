using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Operators;

/// <summary>One thing that the scripted operator can do: an object is grasped, a part placed, a pose reached.</summary>
/// <remarks>Has phases of its own; one lane; allocates nothing.</remarks>
internal abstract class OperatorSkill
{
    /// <summary>Gripper commands of the action's last component.</summary>
    protected const float Close = 1, Open = -1;

    /// <summary>Starts over with the first phase.</summary>
    public abstract void Restart();

    /// <summary>Advances to the next phase if the present one is complete.</summary>
    public abstract void Update(IEnvironment environment, in HumanTraits traits);

    /// <summary>Whether the next skill's turn has come.</summary>
    public abstract bool IsDone(IEnvironment environment);

    /// <summary>Whether what was in the hand is not there any more, so that the first skill's turn has come again.</summary>
    public abstract bool HasFailed(IEnvironment environment);

    /// <summary>Whether an operator who takes over finds it done already, such as an object that is in the hand.</summary>
    public virtual bool IsDoneAtFirst(IEnvironment environment) => false;

    /// <summary>The gripper command in this step: +1 close, −1 open.</summary>
    public abstract float Gripper { get; }

    /// <summary>Target pose of the hand in this step, world frame.</summary>
    /// <param name="environment">The lane.</param>
    /// <param name="traits">The operator's traits in this episode.</param>
    /// <param name="speed">Factor on speed, around 1.</param>
    /// <param name="shake">Tremor to add to the target position, metres.</param>
    public abstract Pose Target(IEnvironment environment, in HumanTraits traits, double speed, Vec3 shake);
}
