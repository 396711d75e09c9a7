using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>What the robot measures of itself, and what it was told.</summary>
internal enum Proprioception
{
    /// <summary>Position of the grip site, world frame: 3 numbers.</summary>
    EefPos = 0,

    /// <summary>Orientation of the hand, (x, y, z, w): 4 numbers.</summary>
    EefQuat = 1,

    /// <summary>Positions of both fingers: 2 numbers.</summary>
    Fingers = 2,

    /// <summary>Joint positions, radians: as many as the arm has joints.</summary>
    JointPos = 3,

    /// <summary>Joint velocities, radians per second.</summary>
    JointVel = 4,

    /// <summary>What a partial revelation told: 3 numbers, zero before.</summary>
    Hint = 5,

    /// <summary>1 once the mistake has been revealed, else 0.</summary>
    Revealed = 6,

    /// <summary>Force, N, and torque about the grip site, N m, on the hand, in its frame: 6 numbers.</summary>
    WristForce = 7,

    /// <summary>The same at the strongest moment of the last touch, 8 N and more; zeros before: 6 numbers.</summary>
    WristTouch = 8,
}

/// <summary>A part of an observation block; a bare word is <c>robot</c>.</summary>
[TextMeans(nameof(Robot))]
internal sealed record ObservationFile : YamlChoice
{
    /// <summary>What the robot measures of itself.</summary>
    [Key("what the robot measures of itself")]
    public Proprioception? Robot { get; init; }

    /// <summary>Believed pose, absolute and relative to the hand: 14 numbers.</summary>
    [Key("an object's believed pose, absolute and relative to the hand: 14 numbers")]
    public YamlName? Pose { get; init; }

    /// <summary>Believed position: 3 numbers.</summary>
    [Key("an object's believed position, world frame: 3 numbers")]
    public YamlName? Position { get; init; }

    /// <summary>Believed position in the hand's frame: 3 numbers.</summary>
    [Key("an object's believed position in the hand's frame: 3 numbers")]
    public YamlName? Relative { get; init; }

    /// <summary>Direction to a point of an object in the hand's frame: 3 numbers.</summary>
    [Key("the direction to a point of an object in the hand's frame, shrinking within 2 cm of it: 3 numbers")]
    public TowardFile? Toward { get; init; }

    /// <summary>A sensor of the scene.</summary>
    [Key("a sensor of the scene, such as a force or torque of the wrist")]
    public YamlName? Sensor { get; init; }

    /// <summary>A part from the plugin.</summary>
    [Key("a part of the plugin: the class's name")]
    public YamlName? Custom { get; init; }
}

/// <summary>A point of an object.</summary>
internal sealed record TowardFile : YamlRecord
{
    /// <summary>The object.</summary>
    [Key("the object")]
    public required YamlName Object { get; init; }

    /// <summary>The point.</summary>
    [Key("the point, object frame, metres", Count = 3)]
    public double[] Point { get; init; } = [0, 0, 0];
}
