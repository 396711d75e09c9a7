using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Motion;

/// <summary>A motion: what it commands and who turns that into torques, and a command for every state.</summary>
/// <remarks>
/// <see cref="Update"/> runs on the loop's own thread, 1000 times a second, with less than a third of a millisecond to spend.
/// It must not allocate, wait or print. What it throws ends the motion with a stop.
/// </remarks>
public interface IMotion
{
    /// <summary>The robot's joint or Cartesian controller, or <see cref="ControllerMode.ExternalController"/> for torques of
    /// one's own.</summary>
    ControllerMode Controller { get; }

    /// <summary>Which fields of a command are meant; <see cref="MotionGeneratorMode.None"/> for torques alone.</summary>
    MotionGeneratorMode Generator { get; }

    /// <summary>Fills the command that answers a state.</summary>
    /// <param name="state">The newest state.</param>
    /// <param name="elapsed">Milliseconds since the state before, on the robot's clock: 0 for the first, more than 1 after losses.</param>
    /// <param name="command">Holds the last command; the fields of this motion are to be set.</param>
    /// <returns>False if the motion ends with this command.</returns>
    bool Update(RobotState state, long elapsed, RobotCommand command);

    /// <summary>Called once before the motion is asked for: the place to run <see cref="Update"/>'s code once on the side.</summary>
    /// <remarks>Code that runs for the first time is compiled then, which takes longer than a cycle.</remarks>
    /// <param name="state">A recent state.</param>
    void WarmUp(RobotState state)
    {
    }
}
