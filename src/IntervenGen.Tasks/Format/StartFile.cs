using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>Where everything is at the beginning of an episode.</summary>
/// <remarks>
/// Random numbers are drawn in the order in which places are written: x, y and yaw of each, where they have a range; then the arm's
/// joints.
/// </remarks>
internal sealed record StartFile : YamlRecord
{
    /// <summary>Distance of each finger from the middle.</summary>
    [Key("distance of each finger from the middle, metres; slightly more than half the width of what is in the hand", Min = 0, Max = 0.04)]
    public double Fingers { get; init; } = 0.02;

    /// <summary>Yaw of the hand.</summary>
    [Key("turn of the hand about the vertical from the robot's reset posture, degrees", Min = -180, Max = 180)]
    public double HandYaw { get; init; }

    /// <summary>Control steps for which the arm then holds still.</summary>
    [Key(
        "control steps for which the arm then holds still, so that a grasp settles; 4 with something in the hand, else 0", Min = 0,
        Max = 200)]
    public int? Settle { get; init; }

    /// <summary>Where the objects are.</summary>
    [Key("where the objects are, by name")]
    public required Named<PlaceFile>[] Places { get; init; }
}

/// <summary>Where one object is at the beginning.</summary>
internal sealed record PlaceFile : YamlRecord
{
    /// <summary>In the hand, with this pose of the object in the frame of the grip site.</summary>
    [Key("in the hand: the object's pose in the frame of the grip site (z out between the fingers, x along their stroke)")]
    public PoseFile? InHand { get; init; }

    /// <summary>Centre of the region, world frame.</summary>
    [Key("centre of the region, world frame, metres", Count = 3)]
    public double[] At { get; init; } = [0, 0, 0];

    /// <summary>The geom that it stands on.</summary>
    [Key("the geom that it stands on, a plane or box: its height follows from both")]
    public YamlName? On { get; init; }

    /// <summary>Region along x.</summary>
    [Key("region along x around the centre, metres: a number for both ways, or [min, max]")]
    public Interval? X { get; init; }

    /// <summary>Region along y.</summary>
    [Key("region along y around the centre, metres: a number for both ways, or [min, max]")]
    public Interval? Y { get; init; }

    /// <summary>Yaw.</summary>
    [Key("yaw, degrees: a number, or [min, max]", Min = -360, Max = 360, IsPoint = true)]
    public Interval? Yaw { get; init; }

    /// <summary>Distance to keep from other objects.</summary>
    [Key("least horizontal distance between its outline and those of objects placed before it, metres: drawn again until kept", Min = 0)]
    public double? Apart { get; init; }
}
