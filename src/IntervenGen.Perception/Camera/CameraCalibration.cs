using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Perception.Camera;

/// <summary>A camera and where it stands, as a JSON file.</summary>
/// <param name="Intrinsics">How its pixels look into space.</param>
/// <param name="BaseFromCamera">Its pose in the robot's base frame; camera axes x right, y down, z forward.</param>
/// <param name="TableHeight">Height of the table's top in the base frame, metres, where it is known.</param>
/// <remarks>Quaternions are (w, x, y, z), and the key says so. A key that is missing, unknown or out of range is an error that
/// names it.</remarks>
public sealed record CameraCalibration(CameraIntrinsics Intrinsics, Pose BaseFromCamera, double? TableHeight = null)
{
    // Six digits, as people paste them, leave a unit quaternion this close to length 1.
    private const double LengthTolerance = 1e-3;

    // Farther from the base no camera beside an arm stands; millimetres given as metres are caught.
    private const double FarthestCamera = 10;

    // A calibration has a few hundred bytes; a comment for each number fits many times.
    private const long MaxBytes = 1 << 20;

    private static readonly string[] s_keys = ["intrinsics", "base_from_camera", "table_height"];
    private static readonly string[] s_poseKeys = ["position", "quaternion_wxyz"];
    private static readonly string[] s_intrinsicKeys = ["fx", "fy", "cx", "cy", "width", "height"];
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Reads a calibration from a file.</summary>
    /// <exception cref="UsageException">There is no such file, or it is not a calibration: names the key, its value and its
    /// limit.</exception>
    public static CameraCalibration Read(string path)
    {
        string text;
        try
        {
            long bytes = new FileInfo(path).Length;
            if (bytes > MaxBytes)
                throw new UsageException($"calibration '{path}' has {bytes} bytes; at most {MaxBytes} are read");
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"calibration '{path}' cannot be read: {exception.Message}", exception);
        }

        return Parse(text, $"calibration '{path}'");
    }

    /// <summary>Reads a calibration from JSON text.</summary>
    /// <param name="json">The file's text; comments and trailing commas are allowed.</param>
    /// <param name="origin">Where it came from, for messages.</param>
    /// <exception cref="UsageException">It is not a calibration.</exception>
    public static CameraCalibration Parse(string json, string origin)
    {
        JsonObject root;
        try
        {
            root = StrictJson.ParseObject(json, lenient: true);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{origin}: not JSON: {exception.Message}", exception);
        }

        return Read(root, origin);
    }

    /// <summary>Writes the calibration into a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether one that is there may be replaced.</param>
    public void Write(string path, bool overwrite = false) => OutputFile.Write(path, ToJson() + "\n", overwrite);

    /// <summary>Gives the calibration as JSON text.</summary>
    public string ToJson()
    {
        Vec3 p = BaseFromCamera.Position;
        Quat q = BaseFromCamera.Orientation;
        var root = new JsonObject
        {
            ["intrinsics"] = new JsonObject
            {
                ["fx"] = Intrinsics.Fx,
                ["fy"] = Intrinsics.Fy,
                ["cx"] = Intrinsics.Cx,
                ["cy"] = Intrinsics.Cy,
                ["width"] = Intrinsics.Width,
                ["height"] = Intrinsics.Height,
            },
            ["base_from_camera"] = new JsonObject
            {
                ["position"] = new JsonArray(p.X, p.Y, p.Z),
                ["quaternion_wxyz"] = new JsonArray(q.W, q.X, q.Y, q.Z),
            },
        };
        if (TableHeight is { } height)
            root["table_height"] = height;
        return root.ToJsonString(s_indented);
    }

    private static CameraCalibration Read(JsonObject root, string origin)
    {
        RequireKeys(root, s_keys, origin, "");
        JsonObject lens = Object(root, "intrinsics", origin), place = Object(root, "base_from_camera", origin);
        RequireKeys(lens, s_intrinsicKeys, origin, "intrinsics.");
        RequireKeys(place, s_poseKeys, origin, "base_from_camera.");
        CameraIntrinsics intrinsics;
        try
        {
            intrinsics = new CameraIntrinsics(
                Number(lens, "fx", origin, "intrinsics."), Number(lens, "fy", origin, "intrinsics."),
                Number(lens, "cx", origin, "intrinsics."), Number(lens, "cy", origin, "intrinsics."),
                Whole(lens, "width", origin), Whole(lens, "height", origin)).Checked();
        }
        catch (UsageException exception) when (!exception.Message.StartsWith(origin, StringComparison.Ordinal))
        {
            throw new UsageException($"{origin}: {exception.Message}", exception);
        }

        double[] position = Numbers(place, "position", 3, origin), quaternion = Numbers(place, "quaternion_wxyz", 4, origin);
        var orientation = Quat.From(quaternion);
        if (Math.Abs(orientation.Norm - 1) > LengthTolerance)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                $"{origin}: base_from_camera.quaternion_wxyz has length {orientation.Norm:0.######}; a rotation has length 1 "
                    + $"(order: w, x, y, z)"));
        }

        var at = Vec3.From(position);
        if (at.Length > FarthestCamera)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                $"{origin}: base_from_camera.position is {at.Length:0.#} m from the base, at most {FarthestCamera} m is "
                    + $"possible; are these millimetres?"));
        }

        double? table = root.ContainsKey("table_height") ? Number(root, "table_height", origin, "") : null;
        if (table is { } height && Math.Abs(height) > FarthestCamera)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                $"{origin}: table_height is {height} m, at most {FarthestCamera} m is possible; are these millimetres?"));
        return new CameraCalibration(intrinsics, new Pose(at, orientation.Normalized), table);
    }

    private static void RequireKeys(JsonObject given, string[] known, string origin, string prefix)
    {
        foreach ((string key, JsonNode? _) in given)
        {
            if (!known.Contains(key))
                throw new UsageException($"{origin}: unknown key '{prefix}{key}'; did you mean '{prefix}{NearestName.Of(key, known)}'?");
        }
    }

    private static JsonObject Object(JsonObject parent, string key, string origin) =>
        parent.TryGetPropertyValue(key, out JsonNode? node) && node is JsonObject found
            ? found
            : throw new UsageException(node is null ? $"{origin}: '{key}' is missing" : $"{origin}: '{key}' must be an object");

    private static double Number(JsonObject parent, string key, string origin, string prefix) =>
        parent.TryGetPropertyValue(key, out JsonNode? node) && node is not null
            ? Finite(node, origin, prefix + key)
            : throw new UsageException($"{origin}: '{prefix}{key}' is missing");

    private static int Whole(JsonObject parent, string key, string origin)
    {
        double value = Number(parent, key, origin, "intrinsics.");
        return value == Math.Floor(value) && Math.Abs(value) < 1e6
            ? (int)value
            : throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"{origin}: intrinsics.{key} is {value}; it must be a whole number of pixels"));
    }

    private static double[] Numbers(JsonObject parent, string key, int count, string origin)
    {
        if (!parent.TryGetPropertyValue(key, out JsonNode? node) || node is null)
            throw new UsageException($"{origin}: 'base_from_camera.{key}' is missing");
        return node is JsonArray list && list.Count == count
            ? [.. list.Select(element => Finite(element, origin, $"base_from_camera.{key}"))]
            : throw new UsageException($"{origin}: base_from_camera.{key} must be a list of {count} numbers");
    }

    private static double Finite(JsonNode? node, string origin, string name) =>
        node is JsonValue number && number.GetValueKind() == JsonValueKind.Number && double.IsFinite(number.GetValue<double>())
            ? number.GetValue<double>()
            : throw new UsageException($"{origin}: {name} is {node?.ToJsonString() ?? "null"}; it must be a finite number");
}
