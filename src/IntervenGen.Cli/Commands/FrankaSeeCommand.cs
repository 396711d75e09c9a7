using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Cli.Workflows;
using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Perception;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Estimation;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen franka see</c>: how well the cube's pose is estimated, measured where the truth is known.</summary>
internal static class FrankaSeeCommand
{
    private const double ToDegrees = 180 / Math.PI;

    public static Command Create()
    {
        var poses = new Option<int>("--poses") { Description = "Cube poses to estimate.", DefaultValueFactory = _ => 200 }.AtLeast(1);
        var seed = new Option<ulong>("--seed") { Description = "Seed of poses and noise.", DefaultValueFactory = _ => 1 };
        var frames = new Option<int>("--frames")
        {
            Description = "Camera frames fused for each estimate.",
            DefaultValueFactory = _ => 5,
        }.Within(1, 1000);
        var clean = new Option<bool>("--clean") { Description = "Perfect depth, without the camera's noise." };
        var table = new Option<bool>("--table") { Description = "Use that the cube lies flat on a table of known height." };
        var noOutline = new Option<bool>("--no-outline") { Description = "Points alone, without the outline of the red region." };
        var distance = new Option<double>("--distance")
        {
            Description = "Of the camera from the table's middle, metres.",
            DefaultValueFactory = _ => 0.9,
        }.Within(0.3, 3, "m");
        var elevation = new Option<double>("--elevation")
        {
            Description = "How steeply the camera looks down, degrees.",
            DefaultValueFactory = _ => 40,
        }.Within(5, 85, "degrees");
        var azimuth = new Option<double>("--azimuth")
        {
            Description = "Where it stands: 0 opposite the robot, -90 on its right, degrees.",
            DefaultValueFactory = _ => -65,
        }.Within(-360, 360, "degrees");
        var turned = new Option<double>("--calibration-error")
        {
            Description = "Turn the camera by this angle from where the calibration says it looks, degrees.",
        }.Within(0, 10, "degrees");
        var shifted = new Option<int>("--colour-shift")
        {
            Description = "Shift the colour against the depth by this many pixels.",
        }.Within(-20, 20, "pixels");
        var output = new Option<string?>("--out") { Description = "Folder for pictures of the first three poses and the worst." };
        Option<bool> overwrite = Outputs.OverwriteOption();
        var command = new Command(
            "see",
            "Estimate the pose of a red cube from a virtual depth camera beside the table, at random places of Block Grasp's region, and compare with the truth.\n\n" +
            "Example:  igen franka see --poses 200 --seed 1 --json");
        foreach (Option option in (Option[])[poses, seed, frames, clean, table, noOutline, distance, elevation, azimuth, turned, shifted, output, overwrite])
            command.Options.Add(option);
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
            using OutputFolder? pictures = parsed.GetValue(output) is { } folder ? OutputFolder.Create(folder, parsed.GetValue(overwrite)) : null;
            var trials = new Trials(stage, stage.Calibration.Turned(error), shift, options, parsed.GetValue(seed), pictures?.Unfinished);
            reporter.Track("looking", count, update =>
            {
                for (int i = 0; i < count; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    trials.Run(i);
                    update(i + 1, $"{trials.Failures} failures");
                }

                return count;
            });
            trials.PictureWorst();
            pictures?.Complete();
            return Report(trials, count, reporter);
        }, Stopping.LeavesNothing);
    }

    private static int Report(Trials trials, int count, Reporter reporter)
    {
        JsonObject json = new()
        {
            ["poses"] = count,
            ["failures"] = trials.Failures,
            ["position_mm"] = Spread(trials.Positions),
            ["rotation_deg"] = Spread(trials.Rotations),
            ["yaw_deg"] = Spread(trials.Yaws),
            ["ms_per_estimate"] = trials.EstimateMs / count,
            ["ms_rendering"] = trials.RenderMs / count,
        };
        foreach ((string name, string unit) in ((string, string)[])[("position_mm", "mm"), ("rotation_deg", "°"), ("yaw_deg", "°")])
        {
            JsonNode spread = json[name]!;
            if (spread["median"] is not null)
                reporter.Result(string.Create(CultureInfo.InvariantCulture,
                    $"{name.Split('_')[0],-9} median {(double)spread["median"]!:0.00} {unit}, 90th percentile {(double)spread["p90"]!:0.00} {unit}, worst {(double)spread["worst"]!:0.00} {unit}"));
        }

        reporter.Result(string.Create(CultureInfo.InvariantCulture,
            $"{trials.Failures} of {count} poses gave no estimate; {trials.EstimateMs / count:0.0} ms per estimate, {trials.RenderMs / count:0.0} ms of drawing"));
        if (trials.LastFailure is not null)
            reporter.Result($"the last failure: {trials.LastFailure}");
        reporter.Json(json);
        return trials.Failures == count ? Invocation.Failed : Invocation.Done;
    }

    private static JsonObject Spread(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? [] : new JsonObject
        {
            ["median"] = sorted[sorted.Length / 2],
            ["p90"] = sorted[(int)(0.9 * (sorted.Length - 1))],
            ["worst"] = sorted[^1],
        };
    }

    // Exactly known in a simulation, an extrinsic calibration is the largest error of a real cell.
    private static CameraCalibration Turned(this CameraCalibration calibration, double angle)
    {
        Vec3 axis = new Vec3(1, 1, 1) * (1 / Math.Sqrt(3));
        var turn = new Pose(Vec3.Zero, Quat.FromAxisAngle(axis, angle));
        return calibration with { BaseFromCamera = calibration.BaseFromCamera * turn };
    }

    /// <summary>The estimates and their errors.</summary>
    private sealed class Trials(
        CubeStage stage, CameraCalibration calibration, int shift, CubePoseOptions options, ulong seed, string? folder)
    {
        private const int Pictured = 3;

        private readonly CubePoseEstimator _estimator = new(calibration, options);
        private readonly TimedCamera _camera = new(stage.Camera, shift);
        private int _worst = -1;
        private double _worstError;
        private RgbdFrame? _worstFrame;
        private Pose? _worstPose;

        public List<double> Positions { get; } = [];

        public List<double> Rotations { get; } = [];

        public List<double> Yaws { get; } = [];

        public int Failures { get; private set; }

        public string? LastFailure { get; private set; }

        public double EstimateMs { get; private set; }

        public double RenderMs => _camera.Elapsed.TotalMilliseconds;

        public void Run(int index)
        {
            Pose truth = stage.PlaceCube(seed, (ulong)index);
            long start = Stopwatch.GetTimestamp();
            TimeSpan drawn = _camera.Elapsed;
            Pose? found = null;
            try
            {
                found = _estimator.Estimate(_camera, CancellationToken.None).BaseFromCube;
            }
            catch (PerceptionException exception)
            {
                Failures++;
                LastFailure = $"pose {index}: {exception.Message}";
            }

            EstimateMs += (Stopwatch.GetElapsedTime(start) - (_camera.Elapsed - drawn)).TotalMilliseconds;
            double error = found is { } pose ? Compare(pose, truth) : double.PositiveInfinity;
            if (folder is null)
                return;
            if (index < Pictured)
                CubePictures.Write(folder, index, _estimator.LastFrame, calibration, found, options.Edge);
            if (error > _worstError)
                (_worst, _worstError, _worstFrame, _worstPose) = (index, error, Copy(_estimator.LastFrame), found);
        }

        public void PictureWorst()
        {
            if (folder is not null && _worstFrame is not null && _worst >= Pictured)
                CubePictures.Write(folder, _worst, _worstFrame, calibration, _worstPose, options.Edge);
        }

        // Millimetres and degrees weigh alike in what is called the worst.
        private double Compare(Pose found, Pose truth)
        {
            double position = 1000 * (found.Position - truth.Position).Length;
            double rotation = ToDegrees * CubeModel.AngleBetween(found.Orientation, truth.Orientation);
            double yaw = ToDegrees * Math.Abs(Math.IEEERemainder(CubeModel.FoldedYaw(found.Orientation) - CubeModel.FoldedYaw(truth.Orientation), Math.PI / 2));
            Positions.Add(position);
            Rotations.Add(rotation);
            Yaws.Add(yaw);
            return position + rotation;
        }

        private static RgbdFrame Copy(RgbdFrame frame)
        {
            var copy = new RgbdFrame(frame.Width, frame.Height) { TimestampUs = frame.TimestampUs };
            frame.Colour.CopyTo(copy.Colour, 0);
            frame.Depth.CopyTo(copy.Depth, 0);
            return copy;
        }
    }

    /// <summary>Counts the time a camera takes, so that the estimate's own can be told, and shifts its colour.</summary>
    private sealed class TimedCamera(IDepthCamera camera, int shift) : IDepthCamera
    {
        public TimeSpan Elapsed { get; private set; }

        public CameraIntrinsics Intrinsics => camera.Intrinsics;

        public void Capture(RgbdFrame frame, CancellationToken cancellation)
        {
            long start = Stopwatch.GetTimestamp();
            camera.Capture(frame, cancellation);
            int bytes = Math.Abs(3 * shift);
            for (int v = 0; v < frame.Height && bytes != 0; v++)
            {
                Span<byte> row = frame.Colour.AsSpan(3 * v * frame.Width, 3 * frame.Width);
                if (shift > 0)
                    row[..^bytes].CopyTo(row[bytes..]);
                else
                    row[bytes..].CopyTo(row);
            }

            Elapsed += Stopwatch.GetElapsedTime(start);
        }
    }
}
