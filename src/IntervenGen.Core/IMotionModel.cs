using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>What a motion of the hand would meet, asked before it is carried out.</summary>
/// <remarks>Belongs to one lane and its thread. Asking changes nothing in the world and allocates nothing.</remarks>
public interface IMotionModel
{
    /// <summary>Takes the arm's present joints, and what the hand holds now, as the start of a motion.</summary>
    void Begin();

    /// <summary>
    /// The distance of the hand, and of what it holds, to everything else with the hand at a pose: at most the true one, and
    /// not above 0 where something may overlap. The arm's other links are not looked at.
    /// </summary>
    /// <param name="worldFromEef">The end-effector pose, world frame.</param>
    /// <returns>Metres; without end where nothing else can be touched.</returns>
    double ClearanceAt(in Pose worldFromEef);

    /// <summary>Whether the arm can get to a pose from the one asked about before, within its joints' limits.</summary>
    /// <param name="worldFromEef">The end-effector pose, world frame; a few centimetres from the one before.</param>
    bool Reaches(in Pose worldFromEef);
}
