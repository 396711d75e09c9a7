using System.Globalization;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>Checks that a model asks for the integrator and timestep that a lane uses.</summary>
internal static class SteppingCheck
{
    // Ten times MuJoCo's default; where the tolerance is 0 every one is made, and a step would not end.
    private const int MaxIterations = 1000;

    /// <summary>Compares timestep, integrator, iterations and disable flags.</summary>
    public static void Inspect(ModelInspection inspection)
    {
        MjStepping stepping = inspection.Model.Stepping;
        // A control step is a fixed number of substeps, and a manifest's control period is that number of them.
        double expected = SimulatedLane.TimestepOf(SubstepLength.Short);
        if (stepping.Timestep != expected)
        {
            inspection.Faults.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"the model's timestep is {stepping.Timestep} s; a task's is {expected} s, {SimulatedLane.SubstepsPerStep} to a control " +
                $"step: ")
                + FormattableString.Invariant($"write <option timestep=\"{expected}\"/>"));
        }

        // mj_step1 and mj_step2, between which the controller acts, carry out Euler whatever the model says.
        if (stepping.Integrator != MjIntegrator.Euler)
        {
            inspection.Faults.Add(
                $"the model's integrator is {stepping.Integrator}; a task is stepped by {MjIntegrator.Euler}: "
                + $"write <option integrator=\"{MjIntegrator.Euler}\"/>");
        }

        if (stepping.Iterations > MaxIterations)
        {
            inspection.Faults.Add(
                $"the model asks for {stepping.Iterations} solver iterations a step; at most {MaxIterations} are carried out: "
                + "lower iterations or noslip_iterations");
        }

        if (stepping.Disabled != MjDisabled.None)
        {
            string flags = string.Join(
                ", ", Enum.GetValues<MjDisabled>().Where(flag => flag != 0 && stepping.Disabled.HasFlag(flag))).ToLowerInvariant();
            inspection.Faults.Add($"the model switches off {flags}; an arm that grasps needs it: take it out of <option><flag/></option>");
        }
    }
}
