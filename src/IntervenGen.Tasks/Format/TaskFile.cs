using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>How an action moves the hand.</summary>
internal enum ControlMode
{
    /// <summary>Three translations, three rotations and the gripper: 7 numbers.</summary>
    Pose = 0,

    /// <summary>Three translations and the gripper, 4 numbers; the hand points straight down.</summary>
    Position = 1,
}

/// <summary>A task as its folder's <c>task.yaml</c> describes it; names are not looked up yet.</summary>
/// <remarks>Lengths in metres, angles in degrees, the world frame is the scene's, z up. Immutable.</remarks>
internal sealed record TaskFile : YamlRecord
{
    /// <summary>Name of the task.</summary>
    [Key("the task's name: small letters, digits and hyphens")]
    public required YamlName Task { get; init; }

    /// <summary>One line that says what is to be done.</summary>
    [Key("one line that says what is to be done")]
    public required string Summary { get; init; }

    /// <summary>File of the scene.</summary>
    [Key("the scene's MJCF file, in the task's folder")]
    public required YamlName Scene { get; init; }

    /// <summary>The robot that does it.</summary>
    [Key("the robot that does it: a built-in one's name, or a folder in the task's; --robot puts another one there")]
    public YamlName Robot { get; init; } = new("panda", default);

    /// <summary>Robots that can do it.</summary>
    [Key("names of the robots that can do it, where not every one can")]
    public YamlName[] Robots { get; init; } = [];

    /// <summary>Largest number of control steps in an episode.</summary>
    [Key("largest number of control steps (of 50 ms) in an episode", Min = 1, Max = 100_000)]
    public int Horizon { get; init; } = 400;

    /// <summary>How an action moves the hand.</summary>
    [Key("how an action moves the hand: pose (6 degrees of freedom) or position (3; the hand points straight down)")]
    public ControlMode Control { get; init; }

    /// <summary>Viewpoint of pictures.</summary>
    [Key("viewpoint of pictures of the task")]
    public CameraFile Camera { get; init; } = new();

    /// <summary>Cameras that observe the task.</summary>
    [Key("cameras that observe the task, by name; agentview, frontview, sideview, birdview and the robot's are there without them")]
    public Named<ObservationCameraFile>[] Cameras { get; init; } = [];

    /// <summary>The objects, in the order in which their poses are recorded.</summary>
    [Key("the objects, by name")]
    public required Named<ObjectFile>[] Objects { get; init; }

    /// <summary>Where everything is at the beginning of an episode.</summary>
    [Key("where everything is at the beginning of an episode")]
    public required StartFile Start { get; init; }

    /// <summary>How beliefs are wrong, by object.</summary>
    [Key("how beliefs are wrong, by object; of an object that is not named the belief is true")]
    public Named<BeliefFile>[] Belief { get; init; } = [];

    /// <summary>What reveals a mistake, and what of the truth.</summary>
    [Key("what reveals a mistake, and what of the truth")]
    public RevealFile Reveal { get; init; } = new();

    /// <summary>What a policy observes: blocks by name, in order.</summary>
    [Key("what a policy observes: blocks by name, in order")]
    public required Named<ObservationFile[]>[] Observe { get; init; }

    /// <summary>Subtasks, in order.</summary>
    [Key("the subtasks, in the order in which they are done")]
    public required SubtaskFile[] Subtasks { get; init; }

    /// <summary>Predicates that other ones refer to by <c>is</c>.</summary>
    [Key("predicates that others refer to by 'is'")]
    public Named<PredicateFile>[] Predicates { get; init; } = [];

    /// <summary>Whether the task succeeds.</summary>
    [Key("when the task has succeeded; a list means that all must hold")]
    public required PredicateFile[] Success { get; init; }

    /// <summary>Whether the task can still be done.</summary>
    [Key("when the task can still be done; false once the object is lost. Without it, always")]
    public PredicateFile[] Recoverable { get; init; } = [];

    /// <summary>The scripted stand-in for a person.</summary>
    [Key("the scripted stand-in for a person; without one, a person drives (igen teleop)")]
    public OperatorFile? Operator { get; init; }

    /// <summary>An assembly with parts of the task.</summary>
    [Key("an assembly in the task's folder (.dll) with parts that are named by 'custom'")]
    public YamlName? Plugin { get; init; }
}

/// <summary>Viewpoint of a task's pictures.</summary>
internal sealed record CameraFile : YamlRecord
{
    /// <summary>The point looked at, world frame.</summary>
    [Key("the point looked at, world frame", Count = 3)]
    public double[] LookAt { get; init; } = [0.05, 0, 0.9];

    /// <summary>Distance of the camera from it.</summary>
    [Key("distance of the camera from that point, metres", Min = 0.01, Max = 100)]
    public double Distance { get; init; } = 0.85;

    /// <summary>Azimuth.</summary>
    [Key("azimuth, degrees", Min = -360, Max = 360)]
    public double Azimuth { get; init; } = 130;

    /// <summary>Elevation.</summary>
    [Key("elevation, degrees; negative looks down", Min = -90, Max = 90)]
    public double Elevation { get; init; } = -24;
}

/// <summary>One subtask.</summary>
internal sealed record SubtaskFile : YamlRecord
{
    /// <summary>Name.</summary>
    [Key("a short name for reports")]
    public required YamlName Name { get; init; }

    /// <summary>The object whose frame a replay is transformed by.</summary>
    [Key("the object to whose frame the motion is tied")]
    public required YamlName Reference { get; init; }

    /// <summary>When it is done; success of the task without it.</summary>
    [Key("when the subtask is done; without it, when the task has succeeded")]
    public PredicateFile[] Done { get; init; } = [];

    /// <summary>The object that the hand holds meanwhile.</summary>
    [Key("the object that the hand holds meanwhile, where segments are to be chosen by how it is held")]
    public YamlName? Holds { get; init; }

    /// <summary>Whether the hand may be turned by half a turn.</summary>
    [Key("whether the subtask may as well be done with the hand turned by half a turn, as a grasp with two equal fingers may")]
    public bool HandMayTurn { get; init; }

    /// <summary>Where a replay begins.</summary>
    [Key("where a replay begins; without it, with the first step of its source")]
    public ReplayStartFile? ReplayStart { get; init; }
}

/// <summary>Where the replay of a segment begins: with the first step in which the hand is over the reference object.</summary>
internal sealed record ReplayStartFile : YamlRecord
{
    /// <summary>Largest horizontal distance.</summary>
    [Key("largest horizontal distance of the hand from a point of the object, metres", Min = 0)]
    public required double Radius { get; init; }

    /// <summary>Smallest height.</summary>
    [Key("smallest height of the hand above the object's origin, metres")]
    public required double Height { get; init; }

    /// <summary>Points of the object.</summary>
    [Key("points of the object that the hand may be over, object frame; its origin without them")]
    public PointFile[] Points { get; init; } = [];
}

/// <summary>A point of an object.</summary>
internal sealed record PointFile : YamlRecord
{
    /// <summary>The point.</summary>
    [Key("the point, object frame, metres", Count = 3)]
    public required double[] At { get; init; }
}
