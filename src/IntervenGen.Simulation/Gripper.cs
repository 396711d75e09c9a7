using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>robosuite's Panda gripper: only the sign of the command matters, and the target moves at a bounded rate.</summary>
/// <remarks>Opening 1 is open, −1 closed; 0.01 per substep, so fully open to fully closed takes 200 substeps.</remarks>
internal sealed class Gripper(MjField control, ArmModel arm)
{
    // robosuite 1.4.1's PandaGripper: the change of the opening per 2 ms substep.
    private const double RatePerSubstep = 0.01;

    private readonly double _halfTravel = arm.Description.FingerTravel / 2;

    /// <summary>The commanded opening, from −1 (closed) to 1 (open).</summary>
    public double Opening { get; set; }

    /// <summary>Whether this command would leave the target where it is.</summary>
    public bool IsAtRest(float command) => command == 0 || Opening == -Math.Sign(command);

    /// <summary>Moves the target by one substep.</summary>
    /// <param name="command">+1 close, −1 open, 0 hold.</param>
    public void Advance(float command)
    {
        Opening = Math.Clamp(Opening - (RatePerSubstep * Math.Sign(command)), -1, 1);
        Apply();
    }

    /// <summary>Writes the finger targets to the world's controls.</summary>
    public void Apply()
    {
        double target = _halfTravel * (1 + Opening);
        control.Span[arm.FingerActuator[0]] = target;
        control.Span[arm.FingerActuator[1]] = -target;
    }
}
