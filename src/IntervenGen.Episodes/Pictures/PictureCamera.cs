using System.Text.Json;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Pictures;

/// <summary>A camera that pictures were taken with: its name, its projection and where it sits.</summary>
/// <remarks>Pixel (0, 0) is the middle of the upper left pixel. Camera axes: x right, y down, z forward.</remarks>
public sealed record PictureCamera
{
    /// <summary>Most pixels along a side.</summary>
    public const int MaxSide = 4096;

    /// <summary>Longest name.</summary>
    public const int MaxName = 64;

    /// <summary>Name of the camera: letters, digits, '_' and '-'; it is part of file names.</summary>
    public required string Name { get; init; }

    /// <summary>Width of the picture, pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the picture, pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Vertical field of view, degrees.</summary>
    public required double FovyDegrees { get; init; }

    /// <summary>Name of the body that it sits on; empty where it stands in the world.</summary>
    public string Body { get; init; } = "";

    /// <summary>Pose of the camera in the body's frame, or in the world's; metres.</summary>
    public required Pose MountFromCamera { get; init; }

    /// <summary>Where the camera is described: <c>task</c>, <c>robot</c>, <c>model</c> or <c>built-in</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Focal length, pixels, the same along both axes.</summary>
    public double Focal => 0.5 * Height / Math.Tan(0.5 * FovyDegrees * Math.PI / 180);

    /// <summary>Column of the principal point, pixels.</summary>
    public double CentreX => 0.5 * (Width - 1);

    /// <summary>Row of the principal point, pixels.</summary>
    public double CentreY => 0.5 * (Height - 1);

    /// <summary>Whether a text can be a camera's name.</summary>
    public static bool IsName(string name) => name is { Length: > 0 and <= MaxName }
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject("camera");
        json.WriteString("name", Name);
        json.WriteNumber("width", Width);
        json.WriteNumber("height", Height);
        json.WriteNumber("fovyDegrees", FovyDegrees);
        json.WriteStartObject("intrinsics");
        json.WriteNumber("fx", Focal);
        json.WriteNumber("fy", Focal);
        json.WriteNumber("cx", CentreX);
        json.WriteNumber("cy", CentreY);
        json.WriteEndObject();
        json.WriteString("body", Body);
        json.WriteStartArray("position");
        foreach (double number in (double[])[MountFromCamera.Position.X, MountFromCamera.Position.Y, MountFromCamera.Position.Z])
            json.WriteNumberValue(number);
        json.WriteEndArray();
        json.WriteStartArray("quaternionWxyz");
        Quat turn = MountFromCamera.Orientation;
        foreach (double number in (double[])[turn.W, turn.X, turn.Y, turn.Z])
            json.WriteNumberValue(number);
        json.WriteEndArray();
        json.WriteString("source", Source);
        json.WriteEndObject();
    }

    internal static PictureCamera Read(ManifestReader json)
    {
        ManifestReader intrinsics = json.Object("intrinsics");
        foreach (string key in (string[])["fx", "fy", "cx", "cy"])
            intrinsics.Double(key);
        intrinsics.Close(true);
        double[] position = Numbers(json, "position", 3), turn = Numbers(json, "quaternionWxyz", 4);
        var camera = new PictureCamera
        {
            Name = json.String("name"),
            Width = json.Int32("width", min: 1),
            Height = json.Int32("height", min: 1),
            FovyDegrees = json.Double("fovyDegrees"),
            Body = json.String("body"),
            MountFromCamera = new Pose(new Vec3(position[0], position[1], position[2]), new Quat(turn[0], turn[1], turn[2], turn[3])),
            Source = json.String("source"),
        };
        if (!IsName(camera.Name))
            json.Refuse("camera's name", $"'{camera.Name}'", $"1 to {MaxName} letters, digits, '_' and '-'");
        if (camera.Width > MaxSide || camera.Height > MaxSide)
            json.Refuse("picture's size", $"{camera.Width} x {camera.Height}", $"at most {MaxSide} x {MaxSide}");
        return json.Close(camera);
    }

    private static double[] Numbers(ManifestReader json, string key, int count)
    {
        double[] numbers = json.Doubles(key);
        if (numbers.Length != count)
            json.Refuse($"key '{key}'", $"has {numbers.Length} numbers", $"{count}");
        return numbers;
    }
}
