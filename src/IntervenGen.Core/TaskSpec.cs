using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>One named block of the observation vector.</summary>
/// <param name="Name">robomimic's key, such as <c>robot0_eef_pos</c>.</param>
/// <param name="Size">Numbers in the block.</param>
public sealed record ObservationField(string Name, int Size);

/// <summary>One object-centric subtask: motions of it are tied to one reference object.</summary>
/// <param name="Name">A short word for reports, such as <c>insert</c>.</param>
/// <param name="ReferenceObject">Index into <see cref="TaskSpec.Objects"/>.</param>
public sealed record SubtaskSpec(string Name, int ReferenceObject)
{
    /// <summary>Where a replay of this subtask begins; null: with the first step of the source segment.</summary>
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
/// <param name="Height">Least height of the end effector over the reference object, metres.</param>
public sealed record ReplayStart(double Radius, double Height)
{
    /// <summary>Points of the object to be over, in its frame, metres: its origin, unless others are given.</summary>
    public IReadOnlyList<Vec3> Points { get; init; } = [Vec3.Zero];

    /// <summary>Whether the end effector is there.</summary>
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

/// <summary>An object that is a fixed part of another one, so that its pose follows from that one's.</summary>
/// <param name="Object">Index of the part into <see cref="TaskSpec.Objects"/>.</param>
/// <param name="Of">Index of what it is a part of.</param>
/// <param name="WholeFromPart">The part's pose in the frame of the whole.</param>
public sealed record FixedPart(int Object, int Of, Pose WholeFromPart);

/// <summary>Everything about a task that buffers, files and learners need to know: shapes, names and limits.</summary>
/// <remarks>Immutable; every shape in the system is derived from it once, at the edge.</remarks>
public sealed record TaskSpec
{
    /// <summary>The name on the command line, such as <c>nut-insertion</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
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

    /// <summary>Objects whose poses follow from others', for data that leave them out.</summary>
    public IReadOnlyList<FixedPart> FixedParts { get; init; } = [];

    /// <summary>Subtasks, in the order in which they are done.</summary>
    public required IReadOnlyList<SubtaskSpec> Subtasks { get; init; }

    /// <summary>Numbers in an action: arm components in [−1, 1], then the gripper (+1 close, −1 open).</summary>
    public required int ActionSize { get; init; }

    /// <summary>Numbers in the full simulator state, from which an episode can be continued exactly.</summary>
    public required int StateSize { get; init; }

    /// <summary>Most control steps in an episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>Hash of the physics model's source; two datasets with different hashes are not replayable on each other.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Seconds per control step.</summary>
    public double ControlPeriod { get; init; } = 0.05;

    /// <summary>Numbers in the observation vector.</summary>
    public int ObservationSize { get; private init; }
}
