using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>A robot as its folder's <c>robot.yaml</c> describes it.</summary>
/// <remarks>Lengths in metres, angles in radians, names are those of its model. Immutable.</remarks>
internal sealed record RobotFile : YamlRecord
{
    /// <summary>Name of the robot.</summary>
    [Key("the robot's name: small letters, digits and hyphens")]
    public required YamlName Robot { get; init; }

    /// <summary>One line that says what it is.</summary>
    [Key("one line that says what it is")]
    public required string Summary { get; init; }

    /// <summary>File of its bodies.</summary>
    [Key("MJCF file of its bodies, which a scene includes as robot.xml: in the robot's folder, like those below")]
    public required YamlName Model { get; init; }

    /// <summary>File of its defaults.</summary>
    [Key("MJCF file of its defaults, which a scene includes as robot-defaults.xml")]
    public required YamlName Defaults { get; init; }

    /// <summary>File of its actuators.</summary>
    [Key("MJCF file of its actuators, which a scene includes as robot-actuators.xml")]
    public required YamlName Actuators { get; init; }

    /// <summary>The body that stands still.</summary>
    [Key("the body that stands still and carries the first joint")]
    public required YamlName Base { get; init; }

    /// <summary>The arm's hinges.</summary>
    [Key("the arm's hinge joints, from base to hand: 6 or 7")]
    public required YamlName[] Joints { get; init; }

    /// <summary>Largest torque of each joint.</summary>
    [Key("largest torque of each joint in either direction, N m", Min = 1e-3, Max = 1e5)]
    public required double[] TorqueLimits { get; init; }

    /// <summary>The hand.</summary>
    [Key("the hand and its two fingers")]
    public required HandFile Hand { get; init; }

    /// <summary>Gains of the controller.</summary>
    [Key("gains of the controller that moves the hand")]
    public GainsFile Control { get; init; } = new();

    /// <summary>Where an episode begins.</summary>
    [Key("the posture in which an episode begins, and towards which the null space pulls")]
    public required ResetFile Reset { get; init; }

    /// <summary>Cameras on it.</summary>
    [Key("cameras that it carries, by name, such as eye_in_hand")]
    public Named<ObservationCameraFile>[] Cameras { get; init; } = [];

    /// <summary>What touches.</summary>
    [Key("which geoms of its model are the parts that touch")]
    public required CollisionFile Collision { get; init; }
}

/// <summary>A hand with two fingers that slide against each other.</summary>
internal sealed record HandFile : YamlRecord
{
    /// <summary>The controlled site.</summary>
    [Key("the controlled site between the fingertips: z ahead of the hand, x against the way in which the first finger opens")]
    public required YamlName Site { get; init; }

    /// <summary>Joints of the fingers.</summary>
    [Key("the slide joints of the two fingers: the first opens from 0 to its travel, the second from 0 to minus that", Count = 2)]
    public required YamlName[] Fingers { get; init; }

    /// <summary>Travel of a finger.</summary>
    [Key("travel of each finger from closed to open, metres", Min = 1e-3, Max = 1)]
    public required double Travel { get; init; }

    /// <summary>Fingertips below the site.</summary>
    [Key("distance of the fingertips ahead of the site, metres", Min = 0, Max = 1)]
    public required double FingertipsBelowSite { get; init; }
}

/// <summary>Gains of the operational-space controller; robosuite's without them.</summary>
internal sealed record GainsFile : YamlRecord
{
    /// <summary>Stiffness.</summary>
    [Key("stiffness per unit of inertia, 1/s2", Min = 1, Max = 10_000)]
    public double Stiffness { get; init; } = Core.OperationalSpaceGains.Stiffness;

    /// <summary>Damping ratio.</summary>
    [Key("damping as a fraction of critical damping", Min = 0.01, Max = 10)]
    public double DampingRatio { get; init; } = Core.OperationalSpaceGains.DampingRatio;

    /// <summary>Stiffness of the null space.</summary>
    [Key("stiffness of the null space per unit of inertia, 1/s2; six joints have none", Min = 0, Max = 10_000)]
    public double NullStiffness { get; init; } = Core.OperationalSpaceGains.NullStiffness;
}

/// <summary>Where the arm is at the beginning of an episode.</summary>
internal sealed record ResetFile : YamlRecord
{
    /// <summary>Joint positions.</summary>
    [Key("joint positions, radians", Min = -10, Max = 10)]
    public required double[] Posture { get; init; }

    /// <summary>Noise.</summary>
    [Key("standard deviation of the Gaussian noise on each joint, radians", Min = 0, Max = 1)]
    public double Noise { get; init; }
}

/// <summary>Geoms of the parts that touch, by the names that tasks use.</summary>
internal sealed record CollisionFile : YamlRecord
{
    /// <summary>Pad of the first finger.</summary>
    [Key("geoms of the first finger's pad")]
    public required YamlName[] LeftPad { get; init; }

    /// <summary>Pad of the second finger.</summary>
    [Key("geoms of the second finger's pad")]
    public required YamlName[] RightPad { get; init; }

    /// <summary>The rest of the hand.</summary>
    [Key("geoms of the rest of the hand: fingers and palm")]
    public required YamlName[] Hand { get; init; }
}
