using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>Where each part of a lane's saved state lies: what a simulated lane saves and restores, and what an arm's record
/// fills.</summary>
/// <remarks>
/// In this order: time | positions | velocities | the solver's warm start | mocap positions (3 each) | mocap quaternions
/// (4 each) | goal pose | rest posture | gripper opening | kept beliefs (7 each) | hint | revealed. Restoring a state and
/// repeating the actions repeats the episode bit for bit. Immutable; any thread.
/// </remarks>
public sealed class LaneStateLayout
{
    private readonly int _beliefs;
    private int _end;

    /// <summary>Lays a state out.</summary>
    /// <param name="positions">Numbers in the positions (MuJoCo's <c>nq</c>).</param>
    /// <param name="velocities">Numbers in the velocities (<c>nv</c>).</param>
    /// <param name="mocaps">Mocap bodies (<c>nmocap</c>).</param>
    /// <param name="objects">Objects of the task.</param>
    public LaneStateLayout(int positions, int velocities, int mocaps, int objects)
    {
        Time = Next(1);
        Positions = Next(positions);
        Velocities = Next(velocities);
        WarmStart = Next(velocities);
        MocapPositions = Next(3 * mocaps);
        MocapQuaternions = Next(4 * mocaps);
        Goal = Next(Pose.Size);
        RestPosture = Next(ArmModel.Joints);
        Opening = Next(1);
        _beliefs = _end;
        Next(Pose.Size * objects);
        Hint = Next(3);
        Revealed = Next(1);
    }

    /// <summary>The layout of a compiled model's lanes.</summary>
    public static LaneStateLayout Of(MjModel model, int objects)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new LaneStateLayout(model.Size("nq"), model.Size("nv"), model.Size("nmocap"), objects);
    }

    /// <summary>Numbers in a state.</summary>
    public int Size => _end;

    /// <summary>Simulated time, seconds.</summary>
    public Range Time { get; }

    /// <summary>Joint positions as they were before MuJoCo normalised their quaternions.</summary>
    public Range Positions { get; }

    /// <summary>Joint velocities.</summary>
    public Range Velocities { get; }

    /// <summary>The solver's warm start: accelerations of the last substep.</summary>
    public Range WarmStart { get; }

    /// <summary>Positions of bodies that are put in their place, world frame, metres.</summary>
    public Range MocapPositions { get; }

    /// <summary>Orientations of bodies that are put in their place, world frame.</summary>
    public Range MocapQuaternions { get; }

    /// <summary>The controller's goal, world from end effector.</summary>
    public Range Goal { get; }

    /// <summary>The posture that the controller's null space pulls to, radians.</summary>
    public Range RestPosture { get; }

    /// <summary>The gripper's commanded opening: 1 open, −1 closed.</summary>
    public Range Opening { get; }

    /// <summary>What the robot learned on contact besides poses.</summary>
    public Range Hint { get; }

    /// <summary>1 once the contact has revealed what it reveals, 0 before.</summary>
    public Range Revealed { get; }

    /// <summary>What is kept of the belief about an object.</summary>
    public Range Belief(int obj) => (_beliefs + (Pose.Size * obj))..(_beliefs + (Pose.Size * (obj + 1)));

    private Range Next(int count)
    {
        int start = _end;
        _end += count;
        return start.._end;
    }
}
