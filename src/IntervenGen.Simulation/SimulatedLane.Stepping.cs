using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>How a control step is cut into physics substeps.</summary>
public enum SteppingMode
{
    /// <summary>Always 25 substeps of 2 ms, as robosuite.</summary>
    Fixed = 0,

    /// <summary>10 substeps of 5 ms where nothing can be touched within the control step, 25 of 2 ms otherwise.</summary>
    Adaptive = 1,
}

// The choice follows from the lane's state and the action alone, never from chance, time or other lanes, so that an
// adaptive episode repeats bit for bit like any other.
public sealed partial class SimulatedLane
{
    /// <summary>Seconds of a long substep. The softest contact pair has a time constant of 15 ms, above MuJoCo's floor of two timesteps.</summary>
    public const double CoarseTimestep = 0.005;

    /// <summary>Long substeps in a control step.</summary>
    public const int CoarseSubstepsPerStep = 10;

    private const double ControlPeriod = 0.05;
    private const double Margin = 0.003;

    /// <summary>Control steps taken with long substeps since the lane was made.</summary>
    public long CoarseSteps { get; private set; }

    // How far the hand can get in one control step: its speed now, and the spring's acceleration towards the goal.
    private bool IsFree(float gripperCommand)
    {
        if (!_gripper.IsAtRest(gripperCommand))
            return false;
        Vec3 lead = _controller.Goal.Position - _controller.Measured.Position;
        double turn = Quat.AngleBetween(_controller.Measured.Orientation, _controller.Goal.Orientation);
        double pull = OperationalSpaceController.Stiffness * (lead.Length + (_task.Reach * turn));
        double travel = (_controller.LinearSpeed + (_task.Reach * _controller.AngularSpeed)) * ControlPeriod
            + (0.5 * pull * ControlPeriod * ControlPeriod);
        bool free = _task.Clearance(this) > travel + Margin;
        CoarseSteps += free ? 1 : 0;
        return free;
    }
}
