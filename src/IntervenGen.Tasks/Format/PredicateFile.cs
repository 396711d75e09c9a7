using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>Something that holds or does not hold of the true state. Objects are named; <c>hand</c> is the grip site.</summary>
[TextMeans(nameof(Is))]
internal sealed record PredicateFile : YamlChoice
{
    /// <summary>All of them.</summary>
    [Key("all of them hold")]
    public PredicateFile[]? All { get; init; }

    /// <summary>Any of them.</summary>
    [Key("at least one of them holds")]
    public PredicateFile[]? Any { get; init; }

    /// <summary>It does not.</summary>
    [Key("it does not hold")]
    public PredicateFile? Not { get; init; }

    /// <summary>A named one.</summary>
    [Key("one of 'predicates', or success")]
    public YamlName? Is { get; init; }

    /// <summary>A finger pad touches the object.</summary>
    [Key("a finger pad touches the object")]
    public YamlName? Held { get; init; }

    /// <summary>Both pads do.</summary>
    [Key("both finger pads touch the object")]
    public YamlName? Grasped { get; init; }

    /// <summary>No pad does.</summary>
    [Key("no finger pad touches the object")]
    public YamlName? Released { get; init; }

    /// <summary>Two things touch.</summary>
    [Key("two things touch, each an object, left_pad, right_pad, fingers or hand, or a list of these", Count = 2)]
    public ThingsFile[]? Touching { get; init; }

    /// <summary>One is over the other.</summary>
    [Key("one object's origin is over the other's, seen from above")]
    public OverFile? Over { get; init; }

    /// <summary>One is inside a box of the other.</summary>
    [Key("an object's origin is inside a box, of another object or of the world")]
    public InsideFile? Inside { get; init; }

    /// <summary>Upright.</summary>
    [Key("an object's z axis points up")]
    public LevelFile? Level { get; init; }

    /// <summary>Higher than.</summary>
    [Key("an object's origin is higher than a height")]
    public HeightFile? Above { get; init; }

    /// <summary>Lower than.</summary>
    [Key("an object's origin is lower than a height")]
    public HeightFile? Below { get; init; }

    /// <summary>Near to.</summary>
    [Key("an object's origin is near another's")]
    public NearFile? Near { get; init; }

    /// <summary>Turned alike.</summary>
    [Key("an object is turned about the vertical as another one is")]
    public AlignedFile? Aligned { get; init; }

    /// <summary>Higher than where it started.</summary>
    [Key("an object is higher than where it started")]
    public LiftedFile? Lifted { get; init; }

    /// <summary>For some time.</summary>
    [Key("it has held for a number of control steps in a row")]
    public LastingFile? Lasting { get; init; }

    /// <summary>A predicate from the plugin.</summary>
    [Key("a predicate of the plugin: the class's name")]
    public YamlName? Custom { get; init; }
}

/// <summary>Which outline an offset has to be within.</summary>
internal enum Outline
{
    /// <summary>A circle.</summary>
    Round = 0,

    /// <summary>A square along the axes of a frame.</summary>
    Square = 1,
}

/// <summary>Whose axes a square has.</summary>
internal enum FrameOf
{
    /// <summary>Those of what it is over.</summary>
    Target = 0,

    /// <summary>Those of the object itself.</summary>
    Object = 1,
}

/// <summary>One object over another, seen from above.</summary>
internal sealed record OverFile : YamlRecord
{
    /// <summary>The object.</summary>
    [Key("the object that is over the other")]
    public required YamlName Object { get; init; }

    /// <summary>What it is over.</summary>
    [Key("what it is over")]
    public required YamlName Target { get; init; }

    /// <summary>Largest offset.</summary>
    [Key("largest horizontal distance of both origins, metres", Min = 0)]
    public required double Within { get; init; }

    /// <summary>Its outline.</summary>
    [Key("round: any direction; square: along the axes of a frame")]
    public Outline Outline { get; init; }

    /// <summary>Whose axes a square has.</summary>
    [Key("whose axes a square has: target or object")]
    public FrameOf Frame { get; init; }
}

/// <summary>An object inside a box.</summary>
internal sealed record InsideFile : YamlRecord
{
    /// <summary>The object.</summary>
    [Key("the object")]
    public required YamlName Object { get; init; }

    /// <summary>In whose frame.</summary>
    [Key("the object in whose frame the box is; the world without it")]
    public YamlName? Of { get; init; }

    /// <summary>Range along x.</summary>
    [Key("range along x, metres: a number for both ways, or [min, max]; any without it")]
    public Interval? X { get; init; }

    /// <summary>Range along y.</summary>
    [Key("range along y, metres: a number for both ways, or [min, max]; any without it")]
    public Interval? Y { get; init; }

    /// <summary>Range along z.</summary>
    [Key("range along z, metres: a number for both ways, or [min, max]; any without it")]
    public Interval? Z { get; init; }
}

/// <summary>An upright object.</summary>
internal sealed record LevelFile : YamlRecord
{
    /// <summary>The object.</summary>
    [Key("the object")]
    public required YamlName Object { get; init; }

    /// <summary>Largest tilt.</summary>
    [Key("largest tilt of its z axis from the vertical, degrees", Min = 0, Max = 180)]
    public required double Within { get; init; }
}

/// <summary>A height to compare with.</summary>
internal sealed record HeightFile : YamlRecord
{
    /// <summary>The object.</summary>
    [Key("the object")]
    public required YamlName Object { get; init; }

    /// <summary>The height.</summary>
    [Key("the height, metres: over the world's origin, or over that of 'of'")]
    public required double Height { get; init; }

    /// <summary>Over whose origin.</summary>
    [Key("the object over whose origin the height is")]
    public YamlName? Of { get; init; }
}

/// <summary>Two objects near each other.</summary>
internal sealed record NearFile : YamlRecord
{
    /// <summary>The object.</summary>
    [Key("the object")]
    public required YamlName Object { get; init; }

    /// <summary>The other.</summary>
    [Key("the other one")]
    public required YamlName To { get; init; }

    /// <summary>Largest distance.</summary>
    [Key("largest distance of both origins, metres", Min = 0)]
    public required double Within { get; init; }
}

/// <summary>Two objects turned alike.</summary>
internal sealed record AlignedFile : YamlRecord
{
    /// <summary>The object.</summary>
    [Key("the object")]
    public required YamlName Object { get; init; }

    /// <summary>The other.</summary>
    [Key("the other one")]
    public required YamlName To { get; init; }

    /// <summary>Largest difference.</summary>
    [Key("largest difference of yaw, degrees", Min = 0, Max = 180)]
    public required double Within { get; init; }

    /// <summary>Symmetry.</summary>
    [Key("turns that look the same, degrees: 90 for a square, 360 for none", Min = 1, Max = 360)]
    public double Every { get; init; } = 360;
}

/// <summary>A lifted object.</summary>
internal sealed record LiftedFile : YamlRecord
{
    /// <summary>The object.</summary>
    [Key("the object, which 'start' puts at some height")]
    public required YamlName Object { get; init; }

    /// <summary>By how much.</summary>
    [Key("by how much, metres", Min = 0)]
    public required double By { get; init; }
}

/// <summary>Something that has to last.</summary>
internal sealed record LastingFile : YamlRecord
{
    /// <summary>For how long.</summary>
    [Key("for how many control steps", Min = 1, Max = 10_000)]
    public required int Steps { get; init; }

    /// <summary>What.</summary>
    [Key("what has to hold all that time; a list means all of it")]
    public required PredicateFile[] What { get; init; }
}
