using IntervenGen.Core;

namespace IntervenGen.VirtualFranka.World;

/// <summary>The simulated world is none any more: a position, speed or acceleration is not a number or beyond all bounds.</summary>
public sealed class WorldDivergedException() : IntervenGenException("the virtual robot's physics has diverged")
{
}
