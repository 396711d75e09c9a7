using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>What an actuator must do with its control signal.</summary>
internal enum ActuatorRole
{
    /// <summary>The control is the torque on the joint.</summary>
    TorqueMotor = 0,

    /// <summary>The control is the target position, with any stiffness and damping.</summary>
    PositionServo = 1,
}

/// <summary>An actuator's law: force = gain · control − stiffness · position − damping · velocity.</summary>
/// <param name="Gain">Force per unit of control.</param>
/// <param name="Stiffness">Force against each unit of position.</param>
/// <param name="Damping">Force against each unit of velocity.</param>
/// <param name="Gear">Force on the joint per force of the actuator.</param>
/// <param name="IsPlain">Whether the law is complete: no constant force, activation, muscle or state-dependent gain.</param>
internal readonly record struct ActuatorForm(double Gain, double Stiffness, double Damping, double Gear, bool IsPlain)
{
    // mjtGain, mjtBias and mjtDyn: MuJoCo's numbers.
    private const int FixedGain = 0, NoBias = 0, AffineBias = 1, NoDynamics = 0;

    /// <summary>Describes the law for a message.</summary>
    public string Text
    {
        get
        {
            if (!IsPlain)
                return "neither motor nor servo: it has activation, a constant force, or a gain that changes";
            if (Gear != 1)
                return FormattableString.Invariant($"geared by {Gear}");
            if (Stiffness == 0)
                return Damping != 0 ? "a velocity servo" : FormattableString.Invariant($"a motor of gain {Gain}");
            return Gain == Stiffness
                ? FormattableString.Invariant($"a position servo of stiffness {Stiffness}")
                : FormattableString.Invariant(
                    $"a servo of gain {Gain} and stiffness {Stiffness}, which goes elsewhere than its control says");
        }
    }

    /// <summary>Describes a role for a message.</summary>
    public static string TextOf(ActuatorRole role) => role == ActuatorRole.TorqueMotor ? "a motor of gain 1" : "a position servo";

    /// <summary>Reads the law of an actuator from a model.</summary>
    public static ActuatorForm Of(MjModel model, int actuator)
    {
        ReadOnlySpan<double> bias = Row(model, "actuator_biasprm", actuator);
        int biasType = model.Integers("actuator_biastype")[actuator];
        bool isPlain = model.Integers("actuator_gaintype")[actuator] == FixedGain
            && model.Integers("actuator_dyntype")[actuator] == NoDynamics
            && (biasType == NoBias || (biasType == AffineBias && bias[0] == 0));
        double gain = Row(model, "actuator_gainprm", actuator)[0], gear = Row(model, "actuator_gear", actuator)[0];
        return biasType == NoBias ? new ActuatorForm(gain, 0, 0, gear, isPlain) : new ActuatorForm(gain, -bias[1], -bias[2], gear, isPlain);
    }

    /// <summary>Whether the actuator can play a role.</summary>
    public bool CanBe(ActuatorRole role) => IsPlain && Gear == 1 && (role == ActuatorRole.TorqueMotor
        ? Gain == 1 && Stiffness == 0 && Damping == 0
        : Gain > 0 && Gain == Stiffness && Damping >= 0);

    private static ReadOnlySpan<double> Row(MjModel model, string field, int actuator)
    {
        ReadOnlySpan<double> all = model.Doubles(field);
        int columns = all.Length / model.Size("nu");
        return all.Slice(actuator * columns, columns);
    }
}
