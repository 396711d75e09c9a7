using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Operators;

/// <summary>A scripted operator who does one skill after the other.</summary>
/// <remarks>
/// With more than one, a part that is lost on the way is fetched again: the first skill begins anew. One who takes over begins with the
/// first skill that is not done already: an object in the hand is not let go to be grasped.
/// </remarks>
internal sealed class SkilledOperator(OperatorSkill[] skills, int content) : ScriptedOperator(content)
{
    private int _current;
    private bool _isFirstStep;

    private protected override void Restart()
    {
        Begin(0);
        _isFirstStep = true;
    }

    private protected override void UpdatePhase(IEnvironment environment)
    {
        if (skills.Length > 1)
        {
            while (_isFirstStep && _current + 1 < skills.Length && skills[_current].IsDoneAtFirst(environment))
                Begin(_current + 1);
            _isFirstStep = false;
            if (_current > 0 && skills[_current].HasFailed(environment))
                Begin(0);
            else if (_current + 1 < skills.Length && skills[_current].IsDone(environment))
                Begin(_current + 1);
        }

        skills[_current].Update(environment, Traits);
    }

    private protected override float Gripper(IEnvironment environment) => skills[_current].Gripper;

    private protected override Pose Target(IEnvironment environment, Vec3 shake) =>
        skills[_current].Target(environment, Traits, Speed, shake);

    private void Begin(int skill)
    {
        _current = skill;
        skills[skill].Restart();
    }
}
