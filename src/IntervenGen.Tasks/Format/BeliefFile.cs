using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>How the belief about an object is wrong where beliefs are to be wrong; exactly one law, and how it changes.</summary>
internal sealed record BeliefFile : YamlRecord
{
    /// <summary>Uniform in a box.</summary>
    [Key("error uniform in a box around the truth")]
    public BoxErrorFile? Box { get; init; }

    /// <summary>Uniform distance in any horizontal direction.</summary>
    [Key("error in any horizontal direction, by a distance of [min, max] metres", Min = 0)]
    public Interval? Ring { get; init; }

    /// <summary>Error along y or x with a least size, to either side.</summary>
    [Key("error with a range of its own along each axis")]
    public AxesErrorFile? Axes { get; init; }

    /// <summary>Half a turn about an axis of the object.</summary>
    [Key("half a turn about an axis of the object: it seems to be the other way round")]
    public Axis? HalfTurn { get; init; }

    /// <summary>An error of yaw.</summary>
    [Key("error of yaw, degrees: a number for both ways, or [min, max]", Min = -180, Max = 180)]
    public Interval? Yaw { get; init; }

    /// <summary>The scene seems turned about a point.</summary>
    [Key("the scene seems turned about a point, such as a camera's: by [min, max] degrees, to either side")]
    public TurnFile? YawAbout { get; init; }

    /// <summary>Wrong distances from a point.</summary>
    [Key("horizontal distances from a point seem longer or shorter: by a share of [min, max], either way")]
    public ScaleFile? Scale { get; init; }

    /// <summary>A law from the plugin.</summary>
    [Key("a law of the plugin: the class's name")]
    public YamlName? Custom { get; init; }

    /// <summary>Errors of several kinds.</summary>
    [Key("several kinds of error in place of one")]
    public MixtureFile? Mixture { get; init; }

    /// <summary>Speed at which the error then grows.</summary>
    [Key("speed at which the error of position then grows, metres per second", Min = 0, Max = 1)]
    public double Drift { get; init; }

    /// <summary>Largest error that drift leads to.</summary>
    [Key("horizontal error at which drift ends, metres", Min = 0, Max = 1)]
    public double DriftEnds { get; init; } = 0.1;

    /// <summary>Time constant with which the belief follows the truth.</summary>
    [Key("time constant with which the belief then follows the truth, as a slow tracker does, seconds", Min = 0.05, Max = 1000)]
    public double? Lag { get; init; }

    /// <summary>Random walk of the believed position.</summary>
    [Key("random walk of the believed position: standard deviation along x and y after one second, metres", Min = 0, Max = 1)]
    public double Walk { get; init; }

    /// <summary>Age of what a camera at the wrist shows.</summary>
    [Key("age of what a camera at the wrist shows, control steps: a number, or [min, max]", Min = 0, Max = MaxDelay, IsPoint = true)]
    public Interval? Delay { get; init; }

    /// <summary>Times in which a camera at the wrist sees nothing.</summary>
    [Key("times in which a camera at the wrist does not see it, and its last measurement is held")]
    public DropoutFile? Dropout { get; init; }

    /// <summary>Largest delay, control steps.</summary>
    internal const int MaxDelay = 100;
}

/// <summary>An axis.</summary>
internal enum Axis
{
    /// <summary>The first.</summary>
    X = 0,

    /// <summary>The second.</summary>
    Y = 1,

    /// <summary>The third.</summary>
    Z = 2,
}

/// <summary>An error that is uniform in a box, with a smaller box left out.</summary>
internal sealed record BoxErrorFile : YamlRecord
{
    /// <summary>Largest error along both horizontal axes.</summary>
    [Key("largest error along x and along y, metres", Min = 0, Max = 10)]
    public required double Max { get; init; }

    /// <summary>Least error in one of the axes.</summary>
    [Key("least error in at least one of both axes, metres", Min = 0, Max = 10)]
    public double MinInOne { get; init; }
}

/// <summary>An error with a range of its own for each axis.</summary>
internal sealed record AxesErrorFile : YamlRecord
{
    /// <summary>Along x.</summary>
    [Key("along x, metres: a number for both ways, or [min, max]")]
    public Interval X { get; init; }

    /// <summary>Along y.</summary>
    [Key("along y, metres: a number for both ways, or [min, max]")]
    public Interval Y { get; init; }

    /// <summary>The axis along which the error goes to either side.</summary>
    [Key("the axis whose error has its sign drawn: to either side by [min, max]")]
    public Axis? EitherWay { get; init; }
}

/// <summary>What reveals a mistake, and what of the truth.</summary>
internal sealed record RevealFile : YamlRecord
{
    /// <summary>When; never without it.</summary>
    [Key("when: the first touch of two things, or a grasp of nothing; without it, never")]
    public TriggerFile? When { get; init; }

    /// <summary>What is revealed with full observability.</summary>
    [Key("what is revealed with --observability Full: true_pose, or nothing")]
    public FullReveal Full { get; init; }

    /// <summary>What is revealed with partial observability.</summary>
    [Key("what is revealed with --observability Partial: contact_position, or direction (from the believed to the true position)")]
    public PartialReveal? Partial { get; init; }
}

/// <summary>What full observability reveals.</summary>
internal enum FullReveal
{
    /// <summary>The true pose.</summary>
    TruePose = 0,

    /// <summary>Nothing.</summary>
    Nothing = 1,
}

/// <summary>What partial observability reveals.</summary>
internal enum PartialReveal
{
    /// <summary>The object is believed under the mean position of the contact.</summary>
    ContactPosition = 0,

    /// <summary>The belief stays, and observation <c>hint</c> is the unit vector to the true position.</summary>
    Direction = 1,
}

/// <summary>When a mistake shows.</summary>
internal sealed record TriggerFile : YamlChoice
{
    /// <summary>Two things touch.</summary>
    [Key("two things that touch, each an object, left_pad, right_pad, fingers, hand, or a list of these", Count = 2)]
    public ThingsFile[]? Touch { get; init; }

    /// <summary>The gripper has closed, and there is nothing in it.</summary>
    [Key("the gripper has closed and does not touch this object")]
    public MissedGraspFile? MissedGrasp { get; init; }

    /// <summary>A predicate.</summary>
    [Key("a predicate")]
    public PredicateFile? If { get; init; }
}

/// <summary>A gripper that has closed on nothing.</summary>
[TextMeans(nameof(Object))]
internal sealed record MissedGraspFile : YamlRecord
{
    /// <summary>The object that should be in it.</summary>
    [Key("the object that should be in the hand")]
    public required YamlName Object { get; init; }

    /// <summary>Position below which a finger holds nothing.</summary>
    [Key("a finger nearer to the middle than this holds nothing, metres", Min = 0, Max = 0.04)]
    public double Fingers { get; init; } = 0.002;
}

/// <summary>One thing, or several that count as one.</summary>
[TextMeans(nameof(AnyOf))]
internal sealed record ThingsFile : YamlRecord
{
    /// <summary>The things.</summary>
    [Key("the things")]
    public required YamlName[] AnyOf { get; init; }
}
