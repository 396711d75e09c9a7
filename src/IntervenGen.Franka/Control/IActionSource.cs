using IntervenGen.Numerics;

namespace IntervenGen.Franka.Control;

/// <summary>Where a motion's actions come from, asked once a millisecond on the loop's thread.</summary>
public interface IActionSource
{
    /// <summary>The next action, if one is due.</summary>
    /// <param name="state">The newest state.</param>
    /// <param name="time">Milliseconds since the motion's first state, on the robot's clock.</param>
    /// <param name="displacement">The action, base axes, metres and radians.</param>
    /// <returns>What to do.</returns>
    ActionStep Next(RobotState state, long time, out Twist displacement);
}
