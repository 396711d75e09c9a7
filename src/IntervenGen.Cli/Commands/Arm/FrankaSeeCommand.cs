using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Estimation;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary><c>igen franka see</c>: how well the cube's pose is estimated, measured where the truth is known.</summary>
internal static class FrankaSeeCommand
{
    private const double ToDegrees = 180 / Math.PI;

    public static Command Create()
    {
        var poses = NewOption.Of<int>("--poses", "Number of cube poses to estimate.", 200).AtLeast(1);
        var seed = NewOption.Of<ulong>("--seed", "Seed of poses and noise.", 1);
        var frames = NewOption.Of<int>("--frames", "Camera frames fused for each estimate.", 5).Within(1, 1000);
        var clean = NewOption.Of<bool>("--clean", "Perfect depth, without the camera's noise.");
        var table = NewOption.Of<bool>("--table", "Assume that the cube lies flat on a table of known height.");
        var noOutline = NewOption.Of<bool>("--no-outline", "Fit points only, without the outline of the red region.");
        var distance = NewOption.Of<double>("--distance", "Distance of the camera from the table, metres.", 0.9).Within(0.3, 3, "m");
        var elevation = NewOption.Of<double>("--elevation", "Angle at which the camera looks down, degrees.", 40).Within(5, 85, "degrees");
        var azimuth = NewOption.Of<double>(
            "--azimuth", "Angle about the table: 0 opposite the robot, -90 on its right, degrees.", -65).Within(-360, 360, "degrees");
        var turned = NewOption.Of<double>(
            "--calibration-error",
            "Rotate the camera by this angle against its calibration, degrees.").Within(0, 10, "degrees");
        var shifted = NewOption.Of<int>(
            "--colour-shift", "Shift the colour against the depth by this many pixels.").Within(-20, 20, "pixels");
        var output = NewOption.Of<string?>("--out", "Folder for images of the first three poses and the worst.");
        Option<bool> overwrite = NewOption.Overwrite();
        var command = new Command(
            "see",
            "Estimate the pose of a red cube from a virtual depth camera beside the table, at random places of Block Grasp's region, " +
            "and compare with the truth.\n\n" +
            "Example:  igen franka see --poses 200 --seed 1 --json");
        command.With(poses, seed, frames, clean, table, noOutline, distance, elevation, azimuth, turned, shifted, output, overwrite);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(poses);
            double metres = parsed.GetValue(distance), steep = parsed.GetValue(elevation), around = parsed.GetValue(azimuth);
            DepthNoise? noise = parsed.GetValue(clean) ? null : new DepthNoise(parsed.GetValue(seed));
            using var stage = new CubeStage(metres, steep / ToDegrees, around / ToDegrees, noise);
            double error = parsed.GetValue(turned) / ToDegrees;
            int shift = parsed.GetValue(shifted);
            var options = new CubePoseOptions
            {
                Frames = parsed.GetValue(frames),
                UsesOutline = !parsed.GetValue(noOutline),
                TableHeight = parsed.GetValue(table) ? stage.Calibration.TableHeight : null,
            };
            using OutputFolder? pictures = parsed.GetValue(output) is { } folder
                ? OutputFolder.Create(folder, parsed.GetValue(overwrite))
                : null;
            var trials = new CubePoseTrials(
                stage, CubeStage.Turned(stage.Calibration, error), shift, options, parsed.GetValue(seed), pictures?.Unfinished);
            trials.RunAll(count, reporter.Monitor, cancellation);
            pictures?.Complete();
            return Report(trials, count, reporter);
        }, Stopping.LeavesNothing);
    }

    private static int Report(CubePoseTrials trials, int count, Reporter reporter)
    {
        reporter.Show(trials.ToLines(count), trials.ToJson(count));
        return trials.Failures == count ? ExitCode.Failed : ExitCode.Done;
    }
}
