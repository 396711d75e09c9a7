using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>
/// Where each part of a saved lane state is stored: used by the simulated lane to save and restore, and by the recorder of an
/// arm.
/// </summary>
/// <remarks>
/// In this order: time | positions | velocities | the solver's warm start | mocap positions (3 each) | mocap quaternions
/// (4 each) | goal pose | rest posture | gripper opening | kept beliefs (7 each) | hint | revealed | counters | sensors |
/// what is remembered of beliefs | what the wrist feels | the loss of grip. Restoring a state and repeating the actions repeats the
/// episode bit for bit. Immutable; any thread.
/// </remarks>
public sealed class LaneStateLayout
{
    private readonly int _beliefs, _memories, _memory;
    private int _end;

    /// <summary>Computes the ranges of all parts.</summary>
    /// <param name="positions">Number of generalised positions (MuJoCo's <c>nq</c>).</param>
    /// <param name="velocities">Number of degrees of freedom (<c>nv</c>).</param>
    /// <param name="joints">Number of joints of the arm.</param>
    /// <param name="mocaps">Number of mocap bodies (<c>nmocap</c>).</param>
    /// <param name="objects">Number of objects of the task.</param>
    /// <param name="counters">Number of the task's counters.</param>
    /// <param name="sensors">Number of the sensors' components (<c>nsensordata</c>).</param>
    /// <param name="memory">Number of numbers remembered of each belief.</param>
    /// <param name="wrench">Number of numbers kept of what the wrist feels; 0 without a sensor.</param>
    /// <param name="gripLoss">Number of numbers that say when the hand loses what it carries: 3 or 0.</param>
    public LaneStateLayout(
        int positions, int velocities, int joints, int mocaps, int objects, int counters = 0, int sensors = 0, int memory = 0,
        int wrench = 0, int gripLoss = 0)
    {
        Time = Next(1);
        Positions = Next(positions);
        Velocities = Next(velocities);
        WarmStart = Next(velocities);
        MocapPositions = Next(3 * mocaps);
        MocapQuaternions = Next(4 * mocaps);
        Goal = Next(Pose.Size);
        RestPosture = Next(joints);
        Opening = Next(1);
        _beliefs = _end;
        Next(Pose.Size * objects);
        Hint = Next(3);
        Revealed = Next(1);
        Counters = Next(counters);
        Sensors = Next(sensors);
        (_memories, _memory) = (_end, memory);
        Next(memory * objects);
        Wrench = Next(wrench);
        GripLoss = Next(gripLoss);
    }

    /// <summary>The layout for the lanes of a compiled model with an arm of so many joints.</summary>
    public static LaneStateLayout Of(
        MjModel model, int joints, int objects, int counters = 0, int memory = 0, int wrench = 0, int gripLoss = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new LaneStateLayout(
            model.Size("nq"), model.Size("nv"), joints, model.Size("nmocap"), objects, counters, model.Size("nsensordata"), memory, wrench,
            gripLoss);
    }

    /// <summary>The layout for a task's lanes.</summary>
    internal static LaneStateLayout Of(SimulatedTask task, int objects) => Of(
        task.Model, task.Arm.Joints, objects, task.CounterCount, task.BeliefMemorySize, task.Wrist?.StateSize ?? 0,
        task.DropChance > 0 ? Simulation.GripLoss.Size : 0);

    /// <summary>Number of components of a state.</summary>
    public int Size => _end;

    /// <summary>Range of the simulated time, seconds.</summary>
    public Range Time { get; }

    /// <summary>Range of the generalised positions (<c>qpos</c>), from before MuJoCo normalised their quaternions.</summary>
    public Range Positions { get; }

    /// <summary>Range of the generalised velocities (<c>qvel</c>).</summary>
    public Range Velocities { get; }

    /// <summary>Range of the solver's warm start: the accelerations of the last substep.</summary>
    public Range WarmStart { get; }

    /// <summary>Range of the mocap positions, world frame, metres, three each.</summary>
    public Range MocapPositions { get; }

    /// <summary>Range of the mocap orientations, world frame, (w, x, y, z) each.</summary>
    public Range MocapQuaternions { get; }

    /// <summary>Range of the controller's goal pose of the end effector, world frame.</summary>
    public Range Goal { get; }

    /// <summary>Range of the posture that the controller's null space pulls towards, radians.</summary>
    public Range RestPosture { get; }

    /// <summary>Range of the gripper's commanded opening: 1 open, −1 closed.</summary>
    public Range Opening { get; }

    /// <summary>Range of what contact has revealed besides poses (<see cref="SimulatedLane.Hint"/>).</summary>
    public Range Hint { get; }

    /// <summary>Range of the revealed flag: 1 once the trigger has fired, 0 before.</summary>
    public Range Revealed { get; }

    /// <summary>Range of the task's counters of control steps.</summary>
    public Range Counters { get; }

    /// <summary>Range of the sensors' components: forces are those of the last substep, which nothing else in a state tells.</summary>
    public Range Sensors { get; }

    /// <summary>Range of the filtered wrench at the wrist.</summary>
    public Range Wrench { get; }

    /// <summary>Range of what says when the hand loses what it carries.</summary>
    public Range GripLoss { get; }

    /// <summary>Range of what is remembered of the belief about an object.</summary>
    public Range Memory(int obj) => (_memories + (_memory * obj))..(_memories + (_memory * (obj + 1)));

    /// <summary>Range of the kept belief about an object, seven numbers.</summary>
    public Range Belief(int obj) => (_beliefs + (Pose.Size * obj))..(_beliefs + (Pose.Size * (obj + 1)));

    private Range Next(int count)
    {
        int start = _end;
        _end += count;
        return start.._end;
    }
}
