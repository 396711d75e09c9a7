using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>How an object's body can move.</summary>
internal enum BodyMotion
{
    /// <summary>By a free joint of the same name as the body.</summary>
    Freely = 0,

    /// <summary>Not by itself; an episode begins with putting it somewhere (a body with <c>mocap="true"</c>).</summary>
    Placed = 1,

    /// <summary>Never.</summary>
    Fixed = 2,
}

/// <summary>How an object's pose is known to the robot.</summary>
internal enum Knowledge
{
    /// <summary>Its true pose is known at all times, as of an object in the hand.</summary>
    Tracked = 0,

    /// <summary>Its pose is believed; the belief may be wrong until it is revealed, and stands still.</summary>
    Believed = 1,

    /// <summary>As believed, but from the revelation on it is followed.</summary>
    Followed = 2,

    /// <summary>It is seen at all times, but which way round it is may be wrong: the belief moves with the object.</summary>
    Seen = 3,
}

/// <summary>One object of a task.</summary>
internal sealed record ObjectFile : YamlRecord
{
    /// <summary>Its body in the scene; that of the whole if it is a part of another object.</summary>
    [Key("its body in the scene; a part_of has its whole's")]
    public YamlName? Body { get; init; }

    /// <summary>How the body can move.</summary>
    [Key("how the body moves: freely (by a free joint with the body's name), placed (mocap=\"true\") or fixed")]
    public BodyMotion Moves { get; init; }

    /// <summary>The object that it is a rigid part of.</summary>
    [Key("the object that it is a rigid part of")]
    public YamlName? PartOf { get; init; }

    /// <summary>The part's pose in the frame of the whole.</summary>
    [Key("where the part is in the frame of its whole")]
    public PoseFile? Where { get; init; }

    /// <summary>How its pose is known.</summary>
    [Key("how its pose is known: tracked, believed, followed (once revealed) or seen (all but which way round it is)")]
    public Knowledge Known { get; init; }

    /// <summary>The geoms whose contacts count as the object's.</summary>
    [Key("geoms whose contacts are the object's, such as nut_side{1..4}; without them, all geoms of its body")]
    public YamlName[] Geoms { get; init; } = [];

    /// <summary>An orientation in the middle of the range that the object has in the task.</summary>
    [Key("an orientation in the middle of the range that it has in the task, world frame: it decides signs of quaternions")]
    public OrientationFile Usual { get; init; } = new();

    /// <summary>Whether the object may have any yaw.</summary>
    [Key("whether it may have any yaw: the sign of its quaternion then goes with the hand")]
    public bool Turns { get; init; }

    /// <summary>Points by which motions are carried over to an object of another shape.</summary>
    [Key("points by which motions at it are carried over to an object of another shape: igen generate --key-points-of")]
    public KeyPointFile[] KeyPoints { get; init; } = [];

    /// <summary>Half extents of the ghost that shows a wrong belief.</summary>
    [Key("half extents of the box that shows a wrong belief, metres; without it, those of its geoms; [] for none")]
    public double[]? Ghost { get; init; }
}

/// <summary>A named point of an object.</summary>
internal sealed record KeyPointFile : YamlRecord
{
    /// <summary>What the point is of the object.</summary>
    [Key("what the point is of the object, such as handle")]
    public required YamlName Name { get; init; }

    /// <summary>Where it is.</summary>
    [Key("where it is, object frame, metres", Count = 3)]
    public required double[] At { get; init; }
}

/// <summary>A pose: a position and an orientation.</summary>
internal sealed record PoseFile : YamlRecord
{
    /// <summary>Position.</summary>
    [Key("position, metres", Count = 3)]
    public double[] Position { get; init; } = [0, 0, 0];

    /// <summary>Orientation.</summary>
    [Key("orientation")]
    public OrientationFile Orientation { get; init; } = new();
}

/// <summary>An orientation, by one of its keys; no rotation without any.</summary>
internal sealed record OrientationFile : YamlRecord
{
    /// <summary>Rotation about z.</summary>
    [Key("rotation about z, degrees", Min = -360, Max = 360)]
    public double? Yaw { get; init; }

    /// <summary>Roll, pitch and yaw.</summary>
    [Key("rotations about x, y and z, in that order about the axes as they are then, degrees", Count = 3, Min = -360, Max = 360)]
    public double[]? Euler { get; init; }

    /// <summary>Quaternion.</summary>
    [Key("quaternion (w, x, y, z)", Count = 4)]
    public double[]? Quaternion { get; init; }

    /// <summary>Rotation matrix.</summary>
    [Key("rotation matrix, row by row", Count = 9)]
    public double[]? Matrix { get; init; }
}
