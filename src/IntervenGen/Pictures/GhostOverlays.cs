using IntervenGen.Numerics;
using IntervenGen.Rendering;
using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>Translucent boxes where wrong beliefs are.</summary>
internal static class GhostOverlays
{
    // Metres: a belief that is nearer to the truth is not wrong to the eye.
    private const double ShownFrom = 1e-4;

    /// <summary>Adds a box for each of a task's objects that is believed elsewhere than it is.</summary>
    /// <param name="task">The task, for what is drawn.</param>
    /// <param name="believed">Believed pose of an object, world frame.</param>
    /// <param name="truth">True pose of an object, world frame.</param>
    /// <param name="overlays">Where the boxes go.</param>
    public static void Add(SimulatedTask task, Func<int, Pose> believed, Func<int, Pose> truth, List<Overlay> overlays)
    {
        foreach (Ghost ghost in task.Ghosts)
        {
            Pose belief = believed(ghost.Object);
            if ((belief.Position - truth(ghost.Object).Position).Length > ShownFrom)
                overlays.Add(new Overlay(OverlayShape.Box, ghost.HalfExtent, belief, 0.9f, 0.15f, 0.15f, 0.4f));
        }
    }
}
