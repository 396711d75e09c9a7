namespace IntervenGen.Interop.MuJoCo;

/// <summary>How MuJoCo integrates; the numbers are its own.</summary>
public enum MjIntegrator
{
    /// <summary>Semi-implicit Euler, the only one that <c>mj_step1</c> and <c>mj_step2</c> carry out.</summary>
    Euler = 0,

    /// <summary>Runge-Kutta of fourth order.</summary>
    RK4 = 1,

    /// <summary>Implicit in velocity.</summary>
    Implicit = 2,

    /// <summary>Implicit in velocity, without the Coriolis terms.</summary>
    ImplicitFast = 3,
}

/// <summary>Parts of a step that a model may switch off; the numbers are the shim's.</summary>
[Flags]
public enum MjDisabled
{
    /// <summary>Everything that is asked about here is on.</summary>
    None = 0,

    /// <summary>Actuators do nothing.</summary>
    Actuation = 1,

    /// <summary>Nothing collides.</summary>
    Contact = 2,

    /// <summary>There are no constraints at all, contacts among them.</summary>
    Constraint = 4,
}

/// <summary>How a model wants to be stepped.</summary>
/// <param name="Timestep">Seconds.</param>
/// <param name="Integrator">The method.</param>
/// <param name="Iterations">Of its solvers at most, in every step.</param>
/// <param name="Disabled">What it switches off.</param>
public readonly record struct MjStepping(double Timestep, MjIntegrator Integrator, int Iterations, MjDisabled Disabled);
