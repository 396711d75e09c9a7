using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>One named block of the observation vector.</summary>
/// <param name="Name">robomimic's key, such as <c>robot0_eef_pos</c>.</param>
/// <param name="Size">Number of components of the block.</param>
public sealed record ObservationField(string Name, int Size)
{
    /// <summary>Name of the block that holds what a force-torque sensor at the wrist measures: 6 numbers.</summary>
    public const string WristForce = "robot0_wrist_force";

    /// <summary>Name of the block that holds what it measured in the last touch: 6 numbers.</summary>
    public const string WristTouch = "robot0_wrist_touch";
}

/// <summary>One object-centric subtask: its motions are tied to one reference object.</summary>
/// <param name="Name">A short name for reports, such as <c>insert</c>.</param>
/// <param name="ReferenceObject">Index into <see cref="TaskSpec.Objects"/>.</param>
public sealed record SubtaskSpec(string Name, int ReferenceObject)
{
    /// <summary>Where a replay of this subtask begins; with the first step of the source segment if null.</summary>
    public ReplayStart? ReplayStart { get; init; }

    /// <summary>
    /// Whether the subtask may as well be done with the hand turned by half a turn about its approach axis, as a grasp
    /// with two equal fingers may: a replay then grips with the turn that is nearer to where the hand is.
    /// </summary>
    public bool HandMayTurn { get; init; }

    /// <summary>
    /// The object that the hand holds while this subtask is done, as an index into <see cref="TaskSpec.Objects"/>: segments
    /// are then only replayed where it is held about as in their source. Null: nothing, or always held alike.
    /// </summary>
    public int? HeldObject { get; init; }
}

/// <summary>
/// Where the replay of a segment begins: at the first step in which the hand is over the reference object. What the
/// operator did before only led there, and is replaced by the straight approach.
/// </summary>
/// <param name="Radius">Largest horizontal distance of the end effector from one of the <see cref="Points"/>, metres.</param>
/// <param name="Height">Smallest height of the end effector above the reference object, metres.</param>
public sealed record ReplayStart(double Radius, double Height)
{
    /// <summary>Points of the object that the end effector may be above, object frame, metres; its origin by default.</summary>
    public IReadOnlyList<Vec3> Points { get; init; } = [Vec3.Zero];

    /// <summary>Whether the end effector is within <see cref="Radius"/> of one of the points, and high enough above the object.</summary>
    public bool IsReached(in Pose worldFromEef, in Pose worldFromObject)
    {
        if (worldFromEef.Position.Z - worldFromObject.Position.Z < Height)
            return false;
        foreach (Vec3 point in Points)
        {
            Vec3 offset = worldFromEef.Position - worldFromObject.Transform(point);
            if ((offset with { Z = 0 }).Length <= Radius)
                return true;
        }

        return false;
    }
}

/// <summary>An object that is a rigidly attached part of another one, so that its pose follows from the other's.</summary>
/// <param name="Object">Index of the part into <see cref="TaskSpec.Objects"/>.</param>
/// <param name="Of">Index of the object it is a part of.</param>
/// <param name="WholeFromPart">The part's pose in the frame of the whole.</param>
public sealed record FixedPart(int Object, int Of, Pose WholeFromPart);

/// <summary>Everything about a task that buffers, files and learners need: shapes, names and limits.</summary>
/// <remarks>Immutable; every shape in the system is derived from it once, at the edge.</remarks>
public sealed record TaskSpec
{
    /// <summary>The robot of tasks, datasets and policies that name none.</summary>
    public const string DefaultRobot = "panda";

    /// <summary>The task's name on the command line, such as <c>nut-insertion</c>.</summary>
    public required string Name { get; init; }

    /// <summary>A one-line description of the task.</summary>
    public required string Summary { get; init; }

    /// <summary>Blocks of the observation vector, in order.</summary>
    public required IReadOnlyList<ObservationField> Observations
    {
        get;
        init
        {
            field = value;
            ObservationSize = value.Sum(block => block.Size);
        }
    }

    /// <summary>Objects whose poses are recorded, in order.</summary>
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>Objects whose poses follow from other objects' poses, for datasets that omit them.</summary>
    public IReadOnlyList<FixedPart> FixedParts { get; init; } = [];

    /// <summary>Points by which motions are carried over to objects of another shape; none by default.</summary>
    public IReadOnlyList<KeyPoint> KeyPoints { get; init; } = [];

    /// <summary>Subtasks, in the order in which they are done.</summary>
    public required IReadOnlyList<SubtaskSpec> Subtasks { get; init; }

    /// <summary>Number of components of an action: arm components in [−1, 1], then the gripper (+1 close, −1 open).</summary>
    public required int ActionSize { get; init; }

    /// <summary>Number of components of the full simulator state, from which an episode can be continued exactly.</summary>
    public required int StateSize { get; init; }

    /// <summary>Largest number of control steps in an episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>Hash of the physics model's source; datasets with different hashes cannot be replayed on each other's model.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Name of the robot in the scene, or the path of its folder where it is not built in.</summary>
    public string Robot { get; init; } = DefaultRobot;

    /// <summary>The folder that describes the task, where it is not built in; null for a built-in task.</summary>
    public TaskSource? Source { get; init; }

    /// <summary>Seconds per control step of every simulated lane: robosuite's <c>control_freq</c> of 20 Hz.</summary>
    public const double SimulatedControlPeriod = 0.05;

    /// <summary>Seconds per control step.</summary>
    public double ControlPeriod { get; init; } = SimulatedControlPeriod;

    /// <summary>Number of components of the observation vector.</summary>
    public int ObservationSize { get; private init; }
}
