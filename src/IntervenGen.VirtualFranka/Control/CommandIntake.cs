using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Takes a motion's commands cycle by cycle: checks them, moves the references, and extrapolates those that do not come.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal sealed class CommandIntake(
    ArmLimits limits, ControlTiming timing, CommandRules rules, JointReference reference, CartesianCommands cartesian)
{
    /// <summary>Commands missed in a row that abort a motion: 20, as Franka documents it.</summary>
    public const int MaxMissed = 20;

    private const int Joints = FrankaArm.Joints;

    private readonly PlannedMotion _planned = new(reference, limits);
    private readonly SuccessRate _rate = new();
    private readonly double[] _positions = new double[Joints], _velocities = new double[Joints], _torques = new double[Joints];
    private MoveRequest _motion;
    private int _silence, _missedInARow;

    /// <summary>Whether the motion's first command has come.</summary>
    public bool HasCommand { get; private set; }

    /// <summary>Commands that should have come and did not, all motions together.</summary>
    public long Missed { get; private set; }

    /// <summary>Share of the last hundred commands that came in time, 0 to 1.</summary>
    public double SuccessRate => _rate.Value;

    /// <summary>The client's own torques, last taken, without gravity, shape [7], N·m.</summary>
    public ReadOnlySpan<double> Torques => _torques;

    private bool IsCartesian =>
        _motion.MotionGeneratorMode is MotionGeneratorMode.CartesianPosition or MotionGeneratorMode.CartesianVelocity;

    private bool IsExternal => _motion.ControllerMode == ControllerMode.ExternalController;

    private static ReadOnlySpan<double> Zeros => [0, 0, 0, 0, 0, 0, 0];

    /// <summary>Begins a motion: no command has come.</summary>
    public void Begin(in MoveRequest motion)
    {
        _motion = motion;
        HasCommand = false;
        _silence = _missedInARow = 0;
        _rate.Clear();
        _planned.Begin(motion.MaximumVelocity);
        ForgetTorques();
    }

    /// <summary>Sets the client's torques to zero.</summary>
    public void ForgetTorques() => _torques.AsSpan().Clear();

    /// <summary>Takes the command of one cycle.</summary>
    /// <param name="command">The answer to the last state, or null if it did not come.</param>
    /// <param name="isExcused">Whether it could not come in time, because the robot itself was late: then it counts as no loss.</param>
    public CommandVerdict Take(RobotCommand? command, bool isExcused = false)
    {
        if (_motion.IsAsynchronous)
            return Plan(command);
        if (command is null)
            return CommandVerdict.Of(Miss(isExcused));
        _missedInARow = 0;
        _rate.Add(true);
        RobotErrorFlag flag = Accept(command);
        HasCommand = true;
        if (flag != RobotErrorFlag.None)
            return CommandVerdict.Of(flag);
        bool isFinished = _motion.MotionGeneratorMode == MotionGeneratorMode.None ? command.TorqueFinished : command.MotionFinished;
        return isFinished ? Finish() : CommandVerdict.Continue;
    }

    private RobotErrorFlag Miss(bool isExcused)
    {
        if (!HasCommand)
            return ++_silence > timing.FirstCommandWait ? RobotErrorFlag.CommunicationConstraints : RobotErrorFlag.None;
        if (!isExcused)
        {
            _rate.Add(false);
            Missed++;
            if (++_missedInARow >= MaxMissed)
                return RobotErrorFlag.CommunicationConstraints;
        }

        if (IsCartesian)
            return cartesian.Extrapolate();
        reference.Extrapolate();
        return RobotErrorFlag.None;
    }

    private RobotErrorFlag Accept(RobotCommand command)
    {
        RobotErrorFlag flag = _motion.MotionGeneratorMode switch
        {
            MotionGeneratorMode.JointPosition => AcceptPositions(command.Positions),
            MotionGeneratorMode.JointVelocity => AcceptVelocities(command.Velocities),
            MotionGeneratorMode.CartesianPosition => cartesian.AcceptPose(command, isFirst: !HasCommand),
            MotionGeneratorMode.CartesianVelocity => cartesian.AcceptTwist(command, isFirst: !HasCommand),
            _ => RobotErrorFlag.None,
        };
        if (flag != RobotErrorFlag.None || !IsExternal)
            return flag;
        flag = CommandRules.Torques(command.Torques, _torques);
        if (flag == RobotErrorFlag.None)
            command.Torques.CopyTo(_torques);
        return flag;
    }

    private RobotErrorFlag AcceptPositions(ReadOnlySpan<double> positions)
    {
        if (!HasCommand)
        {
            for (int i = 0; i < Joints; i++)
            {
                if (!(Math.Abs(positions[i] - reference.Position[i]) <= CommandRules.StartTolerance))
                    return RobotErrorFlag.JointStartPose;
            }

            reference.Hold(positions);
            return RobotErrorFlag.None;
        }

        for (int i = 0; i < Joints; i++)
            _velocities[i] = (positions[i] - reference.Position[i]) / JointReference.Period;
        RobotErrorFlag flag = rules.Joints(reference, positions, _velocities, isVelocityMotion: false, isInverse: false);
        if (flag == RobotErrorFlag.None)
            reference.MoveTo(positions);
        return flag;
    }

    private RobotErrorFlag AcceptVelocities(ReadOnlySpan<double> velocities)
    {
        for (int i = 0; i < Joints; i++)
            _positions[i] = reference.Position[i] + (velocities[i] * JointReference.Period);
        RobotErrorFlag flag = rules.Joints(reference, _positions, velocities, isVelocityMotion: true, isInverse: false);
        if (flag == RobotErrorFlag.None)
            reference.MoveAt(velocities);
        return flag;
    }

    // To stand still from here on must be as smooth as any other command.
    private CommandVerdict Finish()
    {
        if (IsExternal)
            return CommandVerdict.Brake;
        bool isVelocity = _motion.MotionGeneratorMode is MotionGeneratorMode.JointVelocity or MotionGeneratorMode.CartesianVelocity;
        RobotErrorFlag flag = IsCartesian
            ? cartesian.CheckRest(isVelocity)
            : rules.Joints(reference, reference.Position, Zeros, isVelocity, isInverse: false);
        return flag == RobotErrorFlag.None ? CommandVerdict.Finish : CommandVerdict.Of(flag);
    }

    // Commands may come at any rate; the finishing one is no target.
    private CommandVerdict Plan(RobotCommand? command)
    {
        bool isFinished = command is { MotionFinished: true };
        if (command is not null)
        {
            HasCommand = true;
            _rate.Add(true);
            if (!isFinished && !_planned.TrySetGoal(command.Positions))
                return CommandVerdict.Of(RobotErrorFlag.JointPositionLimits);
        }

        _planned.Advance();
        return isFinished ? CommandVerdict.Brake : CommandVerdict.Continue;
    }
}
