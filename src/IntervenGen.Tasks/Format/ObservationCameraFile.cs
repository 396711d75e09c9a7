using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Format;

/// <summary>A camera that observes, on a body or standing in the world.</summary>
internal sealed record ObservationCameraFile : YamlRecord
{
    /// <summary>The body that carries it.</summary>
    [Key("the body that carries it; without one it stands in the world")]
    public YamlName? Body { get; init; }

    /// <summary>Its place.</summary>
    [Key("where it is, in the body's frame or the world's, metres", Count = 3)]
    public required double[] At { get; init; }

    /// <summary>The point it looks at.</summary>
    [Key("the point that it looks at, in the same frame, metres; or give its orientation", Count = 3)]
    public double[]? LookAt { get; init; }

    /// <summary>The direction that is up in its pictures.</summary>
    [Key("the direction that is up in its pictures, in the same frame; z without it", Count = 3)]
    public double[]? Up { get; init; }

    /// <summary>Its orientation.</summary>
    [Key("its orientation in the same frame, instead of look_at: x points right in the picture, y down, z ahead")]
    public OrientationFile? Orientation { get; init; }

    /// <summary>Vertical field of view.</summary>
    [Key("vertical field of view, degrees", Min = 1, Max = 170)]
    public double Fovy { get; init; } = 45;
}
