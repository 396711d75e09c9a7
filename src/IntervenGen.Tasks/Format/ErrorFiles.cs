using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>A scene that seems turned about a point.</summary>
internal sealed record TurnFile : YamlRecord
{
    /// <summary>The angle.</summary>
    [Key("smallest and largest angle, degrees", Min = 0, Max = 180, IsPoint = true)]
    public required Interval By { get; init; }

    /// <summary>The point.</summary>
    [Key("the point's x and y, metres; without it, the robot's base", Count = 2)]
    public double[] From { get; init; } = ScaleFile.Base;
}

/// <summary>Distances from a point that seem longer or shorter.</summary>
internal sealed record ScaleFile : YamlRecord
{
    /// <summary>Where the robots' bases stand in the built-in scenes, metres.</summary>
    public static double[] Base => [-0.56, 0];

    /// <summary>The share.</summary>
    [Key("smallest and largest share of the distance, 0 to 1", Min = 0, Max = 1, IsPoint = true)]
    public required Interval By { get; init; }

    /// <summary>The point.</summary>
    [Key("the point's x and y, metres; without it, the robot's base", Count = 2)]
    public double[] From { get; init; } = Base;
}

/// <summary>Times in which nothing is measured.</summary>
internal sealed record DropoutFile : YamlRecord
{
    /// <summary>How often one begins.</summary>
    [Key("chance in each control step that one begins, 0 to 1", Min = 0, Max = 1)]
    public required double Chance { get; init; }

    /// <summary>How long one lasts.</summary>
    [Key("how long one lasts, control steps: a number, or [min, max]", Min = 1, Max = 1000, IsPoint = true)]
    public Interval Steps { get; init; } = new(1, 1);
}

/// <summary>Errors of several kinds.</summary>
internal sealed record MixtureFile : YamlRecord
{
    /// <summary>The kinds.</summary>
    [Key("the kinds, each as under belief")]
    public required BeliefFile[] Of { get; init; }

    /// <summary>How many of them apply to an episode.</summary>
    [Key("one (drawn for every episode), or all (one after the other)")]
    public MixtureDraw Draw { get; init; }
}

/// <summary>How many kinds of a mixture apply to an episode.</summary>
internal enum MixtureDraw
{
    /// <summary>One, drawn for every episode.</summary>
    One = 0,

    /// <summary>All, one after the other.</summary>
    All = 1,
}
