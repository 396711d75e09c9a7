using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>Whether a model has all that the engine depends on, asked once as it is loaded.</summary>
/// <remarks>What is not asked here is not assumed later: addresses and ids are looked up by name, actuators by what they drive.</remarks>
internal static class ModelCheck
{
    /// <summary>Looks through a model.</summary>
    /// <param name="model">The whole model, compiled.</param>
    /// <param name="elements">What the task needs of it besides the arm.</param>
    /// <param name="names">What it calls them.</param>
    /// <param name="origin">Where it came from, for the message.</param>
    /// <exception cref="FaultsException">It lacks something; every fault is named.</exception>
    public static void Require(MjModel model, TaskElements elements, NameTable names, string origin)
    {
        var inspection = new ModelInspection(model, names);
        SteppingCheck.Inspect(inspection);
        inspection.CheckClashes();
        JointCheck joints = JointCheck.Inspect(inspection);
        if (joints.IsComplete)
            ActuatorCheck.Inspect(inspection, joints);
        if (joints.IsComplete && joints.GripSite >= 0)
            GripFrameCheck.Inspect(inspection, joints);
        ObjectCheck.Inspect(inspection, elements);
        if (inspection.Faults.Count > 0)
            throw new FaultsException(origin, inspection.Faults);
    }
}
