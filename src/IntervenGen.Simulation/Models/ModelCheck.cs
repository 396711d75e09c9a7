using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>Checks, once at load, that a model has everything the engine depends on.</summary>
/// <remarks>
/// Nothing that is not checked here is assumed later: addresses and ids are looked up by name, actuators by the joint they
/// drive.
/// </remarks>
internal static class ModelCheck
{
    /// <summary>Checks a model and throws if it has any fault.</summary>
    /// <param name="model">The whole model, compiled.</param>
    /// <param name="arm">The arm that it must have.</param>
    /// <param name="elements">What the task needs of the model besides the arm.</param>
    /// <param name="names">The model's names for these elements.</param>
    /// <param name="origin">The model's origin, such as its file, for messages.</param>
    /// <exception cref="FaultsException">The model has faults; each is reported on a line of its own.</exception>
    public static void Require(MjModel model, ArmDescription arm, TaskElements elements, NameTable names, string origin)
    {
        var inspection = new ModelInspection(model, arm, names);
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
