using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Estimation;
using IntervenGen.Perception.Geometry;
using IntervenGen.Perception.Network;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen franka estimate</c>: asks a camera for frames and says where the red cube is.</summary>
internal static class FrankaEstimateCommand
{
    public static Command Create()
    {
        var camera = new Option<string>("--camera") { Description = "HOST:PORT of the camera's server.", Required = true };
        var calibration = new Option<string>("--calibration") { Description = "JSON file with intrinsics and base_from_camera.", Required = true };
        var frames = new Option<int>("--frames") { Description = "Camera frames fused.", DefaultValueFactory = _ => 5 }.Within(1, 1000);
        var edge = new Option<double>("--edge")
        {
            Description = "Length of the cube's edge, metres.",
            DefaultValueFactory = _ => CubeModel.DefaultEdge,
        }.Within(0.005, 0.5, "m");
        var wait = new Option<double>("--wait")
        {
            Description = "Longest wait for the connection and for a frame, seconds.",
            DefaultValueFactory = _ => 5,
        }.Within(0.01, 600, "s");
        var output = new Option<string?>("--out") { Description = "Folder for pictures of the last frame and the fit." };
        Option<bool> overwrite = Outputs.OverwriteOption();
        var command = new Command(
            "estimate",
            "Ask a camera for frames and print the pose of the red cube in the robot's base frame. Nothing moves.\n\n" +
            "Example:  igen franka estimate --camera 127.0.0.1:5010 --calibration camera.json --json");
        foreach (Option option in (Option[])[camera, calibration, frames, edge, wait, output, overwrite])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            (string host, int port) = Address(parsed.GetValue(camera)!);
            CameraCalibration where = CalibrationFile.Read(parsed.GetValue(calibration)!);
            var options = new CubePoseOptions
            {
                Frames = parsed.GetValue(frames),
                Edge = parsed.GetValue(edge),
                TableHeight = where.TableHeight,
            };
            var estimator = new CubePoseEstimator(where, options);
            double seconds = parsed.GetValue(wait);
            using CameraClient client = CameraClient.Connect(host, port, TimeSpan.FromSeconds(seconds), cancellation);
            using OutputFolder? pictures = parsed.GetValue(output) is { } folder ? OutputFolder.Create(folder, parsed.GetValue(overwrite)) : null;
            CubePose? found = null;
            try
            {
                found = estimator.Estimate(client, cancellation);
            }
            finally
            {
                // What was seen says most where nothing was found.
                if (pictures is not null)
                {
                    CubePictures.Write(pictures.Unfinished, 0, estimator.LastFrame, where, found?.BaseFromCube, options.Edge);
                    pictures.Complete();
                }
            }

            Report(found.Value, reporter);
            return Invocation.Done;
        });
    }

    private static void Report(in CubePose pose, Reporter reporter)
    {
        const double toDegrees = 180 / Math.PI;
        reporter.Result(string.Create(CultureInfo.InvariantCulture,
            $"cube at {pose.BaseFromCube.Position} m, yaw {pose.Yaw * toDegrees:0.0}°; {pose.FramesUsed} frames agree within {pose.PositionSpread * 1000:0.0} mm and {pose.RotationSpread * toDegrees:0.0}°, {pose.Inliers:0} of {pose.Points:0} points within {pose.Rms * 1000:0.0} mm, overlap {pose.Overlap:0.00}"));
        double[] numbers = new double[Numerics.Pose.Size];
        pose.BaseFromCube.WriteTo(numbers);
        reporter.Json(new JsonObject
        {
            ["position"] = new JsonArray([.. numbers[..3].Select(number => (JsonNode)number)]),
            ["quaternion_wxyz"] = new JsonArray([.. numbers[3..].Select(number => (JsonNode)number)]),
            ["yaw_deg"] = pose.Yaw * toDegrees,
            ["rms_mm"] = pose.Rms * 1000,
            ["inliers"] = pose.Inliers,
            ["points"] = pose.Points,
            ["overlap"] = pose.Overlap,
            ["frames_used"] = pose.FramesUsed,
            ["frames_rejected"] = pose.FramesRejected,
            ["position_spread_mm"] = pose.PositionSpread * 1000,
            ["rotation_spread_deg"] = pose.RotationSpread * toDegrees,
        });
    }

    internal static (string Host, int Port) Address(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535
            ? (text[..colon].Trim('[', ']'), port)
            : throw new UsageException($"--camera is '{text}'; it must be HOST:PORT with a port between 1 and 65535, such as 127.0.0.1:5010");
    }
}
