namespace IntervenGen.Interop.MuJoCo;

/// <summary>MuJoCo's integrators, with its own numbering.</summary>
public enum MjIntegrator
{
    /// <summary>Semi-implicit Euler, the only one that <c>mj_step1</c> and <c>mj_step2</c> carry out.</summary>
    Euler = 0,

    /// <summary>Fourth-order Runge-Kutta.</summary>
    RK4 = 1,

    /// <summary>Implicit in velocity, including the Coriolis terms.</summary>
    Implicit = 2,

    /// <summary>Implicit in velocity, without the Coriolis terms.</summary>
    ImplicitFast = 3,
}

/// <summary>Parts of a step that a model may switch off; the numbers are the shim's.</summary>
[Flags]
public enum MjDisabled
{
    /// <summary>Nothing relevant is disabled.</summary>
    None = 0,

    /// <summary>Actuation is disabled.</summary>
    Actuation = 1,

    /// <summary>Contacts are disabled.</summary>
    Contact = 2,

    /// <summary>All constraints are disabled, contacts included.</summary>
    Constraint = 4,
}

/// <summary>Timestep, integrator and options that a model specifies.</summary>
/// <param name="Timestep">Timestep of a substep, seconds.</param>
/// <param name="Integrator">The integration method.</param>
/// <param name="Iterations">Largest number of solver iterations per step.</param>
/// <param name="Disabled">Parts of a step that are disabled.</param>
public readonly record struct MjStepping(double Timestep, MjIntegrator Integrator, int Iterations, MjDisabled Disabled);
