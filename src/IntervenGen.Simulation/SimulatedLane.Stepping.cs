using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>Length of the physics substeps within a control step of 50 ms.</summary>
public enum SubstepLength
{
    /// <summary>25 substeps of 2 ms, robosuite's.</summary>
    Short = 0,

    /// <summary>
    /// 10 substeps of 5 ms, for slow contact. The softest contact pair has a time constant of 15 ms, above MuJoCo's minimum of
    /// two timesteps.
    /// </summary>
    Medium = 1,

    /// <summary>5 substeps of 10 ms, for free space, where only the grasp is in contact.</summary>
    Long = 2,
}

// The choice follows from the lane's state and the action alone, never from chance, time or other lanes, so that an
// adaptive episode repeats bit for bit like any other.
public sealed partial class SimulatedLane
{
    // Seconds: robosuite's control_freq of 20 Hz. Metres: the distance kept beyond what the hand can travel within a control
    // step.
    private const double ControlPeriod = TaskSpec.SimulatedControlPeriod;
    private const double Margin = 0.003;

    private static readonly int[] SubstepsOf = [SubstepsPerStep, 10, 5];

    // Whose timestep the present constraints were made with.
    private SubstepLength _prepared;

    private readonly long[] _stepsTaken = new long[SubstepsOf.Length];

    /// <summary>
    /// Number of control steps taken with substeps of one length since the lane was created, including those that settle a
    /// reset.
    /// </summary>
    public long StepsTaken(SubstepLength length) => _stepsTaken[(int)length];

    /// <summary>Length of a substep, seconds.</summary>
    public static double TimestepOf(SubstepLength length) => ControlPeriod / SubstepsOf[(int)length];

    // The stiffness of a constraint is bounded by the timestep, and constraints are made at the end of the substep before: where
    // the length changes they are made again, so that a step does not depend on how the one before it was cut.
    private void Prepare(SubstepLength length, MjModel model)
    {
        if (length == _prepared)
            return;
        _prepared = length;
        _rawPositions.CopyTo(_qpos.Span);
        _data.Step1(model);
    }

    private SubstepLength Choose(float gripperCommand)
    {
        // The fingers' rate limit counts substeps; and what they close on or let go of is in contact by intent.
        if (_stepping == SteppingMode.Fixed || !_gripper.IsAtRest(gripperCommand))
            return SubstepLength.Short;

        // What the choice rests on must be in a saved state: the contacts of now, not those gathered over the last control step.
        SenseContacts();

        double clearance = _clearance!.Measure(_contacts.Pairs, _contacts.TriggerCount > 0), reach = _clearance.Reach;

        // How far the hand can get in one control step: its speed now, and the spring's acceleration towards the goal.
        Vec3 lead = _controller.Goal.Position - _controller.Measured.Position;
        double turn = Quat.AngleBetween(_controller.Measured.Orientation, _controller.Goal.Orientation);
        double pull = _controller.Stiffness * (lead.Length + (reach * turn));
        double speed = _controller.LinearSpeed + (reach * _controller.AngularSpeed);
        double travel = (speed * ControlPeriod) + (0.5 * pull * ControlPeriod * ControlPeriod);
        if (clearance > travel + Margin)
            return GripSubsteps.LongestFor(_clearance.GripTime);
        return travel < _task.Pairs.SlowSpeed * ControlPeriod ? SubstepLength.Medium : SubstepLength.Short;
    }
}
