using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Estimation;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary><c>igen franka estimate</c>: asks a camera for frames and says where the red cube is.</summary>
internal static class FrankaEstimateCommand
{
    public static Command Create()
    {
        var camera = NewOption.Required<string>("--camera", "HOST:PORT of the camera's server.");
        var calibration = NewOption.Required<string>("--calibration", "JSON file with intrinsics and base_from_camera.");
        var frames = NewOption.Of<int>("--frames", "Number of camera frames fused.", 5).Within(1, 1000);
        var edge = NewOption.Of<double>("--edge", "Length of the cube's edge, metres.", CubeModel.DefaultEdge).Within(0.005, 0.5, "m");
        var wait = NewOption.Of<double>("--wait", "Timeout of the connection and of a frame, seconds.", 5).Within(0.01, 600, "s");
        var output = NewOption.Of<string?>("--out", "Folder for images of the last frame and the fit.");
        Option<bool> overwrite = NewOption.Overwrite();
        var command = new Command(
            "estimate",
            "Ask a camera for frames and print the pose of the red cube in the robot's base frame. Nothing moves.\n\n" +
            "Example:  igen franka estimate --camera 127.0.0.1:5010 --calibration camera.json --json");
        command.With(camera, calibration, frames, edge, wait, output, overwrite);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var address = CameraAddress.Parse(parsed.GetValue(camera)!);
            CameraCalibration where = CalibrationFile.Read(parsed.GetValue(calibration)!);
            var options = new CubePoseOptions
            {
                Frames = parsed.GetValue(frames),
                Edge = parsed.GetValue(edge),
                TableHeight = where.TableHeight,
            };
            using OutputFolder? pictures = parsed.GetValue(output) is { } folder
                ? OutputFolder.Create(folder, parsed.GetValue(overwrite))
                : null;
            TimeSpan limit = TimeSpan.FromSeconds(parsed.GetValue(wait));
            Report(CubeEstimate.Estimate(address, where, options, limit, pictures, cancellation), reporter);
        });
    }

    private static void Report(in CubePose pose, Reporter reporter)
    {
        const double toDegrees = 180 / Math.PI;
        reporter.Result(string.Create(CultureInfo.InvariantCulture,
            $"cube at {pose.BaseFromCube.Position} m, yaw {pose.Yaw * toDegrees:0.0}°; {pose.FramesUsed} frames agree within " +
            $"{pose.PositionSpread * 1000:0.0} mm and {pose.RotationSpread * toDegrees:0.0}°, {pose.Inliers:0} of {pose.Points:0} " +
                    $"points within {pose.Rms * 1000:0.0} mm, overlap {pose.Overlap:0.00}"));
        reporter.Json(ArmJson.Of(pose));
    }
}
