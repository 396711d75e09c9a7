using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>The scripted stand-in for a person: what it does, one skill after the other.</summary>
internal sealed record OperatorFile : YamlRecord
{
    /// <summary>The skills.</summary>
    [Key("what it does, one after the other; the last one until success")]
    public SkillFile[] Skills { get; init; } = [];

    /// <summary>Control steps of success after which it stops.</summary>
    [Key("control steps of success after which it stops", Min = 1, Max = 1000)]
    public int Content { get; init; } = 6;

    /// <summary>A class in place of skills.</summary>
    [Key("a class in place of skills: of the plugin")]
    public YamlName? Custom { get; init; }
}

/// <summary>One skill of the operator.</summary>
internal sealed record SkillFile : YamlChoice
{
    /// <summary>Grasp an object.</summary>
    [Key("grasp an object from above and lift it")]
    public GraspFile? Grasp { get; init; }

    /// <summary>Place a held part.</summary>
    [Key("lower a held part onto or into another object and let go")]
    public PutFile? Put { get; init; }

    /// <summary>Move to a key pose.</summary>
    [Key("move the hand, or what it holds, to a pose relative to an object")]
    public MoveFile? Move { get; init; }
}

/// <summary>Places a held part: lift clear, move over, align, lower, let go, back off; over again if it jams.</summary>
internal sealed record PutFile : YamlRecord
{
    /// <summary>The held part.</summary>
    [Key("the held part")]
    public required YamlName Part { get; init; }

    /// <summary>Where it goes.</summary>
    [Key("the object that it is put on or in")]
    public required YamlName On { get; init; }

    /// <summary>The point of the target.</summary>
    [Key("the point of the target over which it goes, target frame, metres", Count = 3)]
    public double[] At { get; init; } = [0, 0, 0];

    /// <summary>The part's orientation in place.</summary>
    [Key("the part's orientation in place, world frame")]
    public OrientationFile Straight { get; init; } = new();

    /// <summary>Symmetry of the part about the vertical.</summary>
    [Key("turns of the part that fit as well, degrees: 90 for a square one; 360 for none", Min = 1, Max = 360)]
    public double Every { get; init; } = 360;

    /// <summary>Height at which lowering begins to enter.</summary>
    [Key("height of the part's origin over the target's at which it begins to enter, metres")]
    public required double EntryHeight { get; init; }

    /// <summary>Least depth.</summary>
    [Key("least depth below that at which it is let go, metres")]
    public required double MinDepth { get; init; }

    /// <summary>Share of the operator's own depth.</summary>
    [Key("share of the operator's own depth (8 to 20 mm) that is added to it", Min = 0, Max = 10)]
    public double DepthShare { get; init; } = 1;

    /// <summary>Offset at which lowering begins.</summary>
    [Key("horizontal error at which lowering begins, metres", Min = 0.0002, Max = 0.1)]
    public double Aligned { get; init; } = 0.003;

    /// <summary>Steps for which that must last.</summary>
    [Key("control steps in a row with that error before lowering begins: more than 1 for what must not swing on", Min = 1, Max = 100)]
    public int Steady { get; init; } = 1;

    /// <summary>Finger position from which the part is free.</summary>
    [Key("finger position from which the part is free, metres", Min = 0, Max = 0.04)]
    public required double LetGo { get; init; }
}

/// <summary>Grasps an object from above: clear it, move over, open, lower, close, lift.</summary>
internal sealed record GraspFile : YamlRecord
{
    /// <summary>The object.</summary>
    [Key("the object")]
    public required YamlName Object { get; init; }

    /// <summary>The point between the fingers.</summary>
    [Key("the point of it that comes between the fingers, object frame, metres", Count = 3)]
    public double[] At { get; init; } = [0, 0, 0];

    /// <summary>Height over the point, world frame.</summary>
    [Key("height of the grip over that point, metres")]
    public double Over { get; init; }

    /// <summary>Clearance while moving.</summary>
    [Key(
        "clearance of the fingertips over the object's top while they move over it, besides the operator's own 12 to 30 mm, metres",
        Min = 0, Max = 1)]
    public double Clear { get; init; } = 0.05;

    /// <summary>Finger position with the object between the pads.</summary>
    [Key("finger position with the object between the pads, metres: half its width", Min = 0, Max = 0.04)]
    public required double Fingers { get; init; }

    /// <summary>How far it is lifted.</summary>
    [Key("by how much the hand then rises over the object's origin before the grasp counts as lost, metres", Min = 0)]
    public double Lift { get; init; } = 0.05;

    /// <summary>Whether the hand is turned with the object.</summary>
    [Key(
        "turns of the object that are grasped alike, degrees (180 for two equal sides, 90 for a cube); without it the hand keeps its yaw",
        Min = 1, Max = 360)]
    public double? Every { get; init; }
}

/// <summary>Moves to a key pose.</summary>
internal sealed record MoveFile : YamlRecord
{
    /// <summary>Relative to which object.</summary>
    [Key("the object relative to which the pose is")]
    public required YamlName To { get; init; }

    /// <summary>The held part that is moved; the hand without it.</summary>
    [Key("the held part that is to be there; the hand without it")]
    public YamlName? Part { get; init; }

    /// <summary>Offset from the object.</summary>
    [Key("offset from the object's origin, world axes, metres", Count = 3)]
    public double[] Offset { get; init; } = [0, 0, 0];

    /// <summary>Orientation of what is moved.</summary>
    [Key("orientation of what is moved, world frame; as it is without it")]
    public OrientationFile? Straight { get; init; }

    /// <summary>Distance at which the pose is reached.</summary>
    [Key("distance at which it is reached, metres", Min = 0.0005, Max = 1)]
    public double Within { get; init; } = 0.005;

    /// <summary>Gripper.</summary>
    [Key("the gripper meanwhile: open or close")]
    public GripperFile Gripper { get; init; } = GripperFile.Close;

    /// <summary>Factor on speed.</summary>
    [Key("factor on the operator's own speed", Min = 0.05, Max = 2)]
    public double Speed { get; init; } = 1;
}

/// <summary>A gripper command.</summary>
internal enum GripperFile
{
    /// <summary>Open.</summary>
    Open = 0,

    /// <summary>Close.</summary>
    Close = 1,
}
