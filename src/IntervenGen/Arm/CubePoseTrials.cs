using System.Globalization;
using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Numerics;
using IntervenGen.Perception;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Estimation;
using IntervenGen.Perception.Geometry;

namespace IntervenGen;

/// <summary>Errors of one kind over many poses.</summary>
/// <param name="Median">Half of them are at most this.</param>
/// <param name="Ninety">Nine in ten are at most this.</param>
/// <param name="Worst">The largest.</param>
internal sealed record ErrorSpread(double Median, double Ninety, double Worst)
{
    public static ErrorSpread? Of(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? null
            : new ErrorSpread(sorted[sorted.Length / 2], sorted[(int)(0.9 * (sorted.Length - 1))], sorted[^1]);
    }

    public static JsonObject Json(ErrorSpread? spread) =>
        spread is null ? [] : new JsonObject { ["median"] = spread.Median, ["p90"] = spread.Ninety, ["worst"] = spread.Worst };
}

/// <summary>Estimates of a cube's pose at random places, and their errors against the truth.</summary>
/// <param name="stage">The table with the cube and the camera.</param>
/// <param name="calibration">Where the estimator believes the camera to be.</param>
/// <param name="shift">Pixels by which the colour is shifted against the depth.</param>
/// <param name="options">How a pose is estimated.</param>
/// <param name="seed">Of all poses.</param>
/// <param name="folder">For pictures of the first poses and the worst; null for none.</param>
/// <remarks>One thread: that of the renderer.</remarks>
internal sealed class CubePoseTrials(
    CubeStage stage, CameraCalibration calibration, int shift, CubePoseOptions options, ulong seed, string? folder)
{
    private const int Pictured = 3;
    private const double ToDegrees = 180 / Math.PI;

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

    /// <summary>Errors and times as lines for a person.</summary>
    public IEnumerable<string> ToLines(int count) =>
    [
        .. Spread("position", Positions, "mm"), .. Spread("rotation", Rotations, "°"), .. Spread("yaw", Yaws, "°"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Failures} of {count} poses gave no estimate; {EstimateMs / count:0.0} ms per estimate, {RenderMs / count:0.0} ms of " +
            $"drawing"),
        .. LastFailure is null ? Array.Empty<string>() : [$"the last failure: {LastFailure}"],
    ];

    private static IEnumerable<string> Spread(string what, List<double> errors, string unit) => ErrorSpread.Of(errors) is not { } spread
        ? []
        : [string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-9} median {spread.Median:0.00} {unit}, 90th percentile {spread.Ninety:0.00} {unit}, worst {spread.Worst:0.00} " +
            $"{unit}")];

    /// <summary>Estimates a number of poses, and makes the pictures that were asked for.</summary>
    public void RunAll(int count, RunMonitor monitor, CancellationToken cancellation)
    {
        monitor.Track("looking", count, update =>
        {
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Run(i);
                update(i + 1, $"{Failures} failures");
            }

            return count;
        });
        PictureWorst();
    }

    private void Run(int index)
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

    private void PictureWorst()
    {
        if (folder is not null && _worstFrame is not null && _worst >= Pictured)
            CubePictures.Write(folder, _worst, _worstFrame, calibration, _worstPose, options.Edge);
    }

    // Millimetres and degrees weigh alike in what is called the worst.
    private double Compare(Pose found, Pose truth)
    {
        double position = 1000 * (found.Position - truth.Position).Length;
        double rotation = ToDegrees * CubeModel.AngleBetween(found.Orientation, truth.Orientation);
        double yaw = ToDegrees * Math.Abs(
            Math.IEEERemainder(CubeModel.FoldedYaw(found.Orientation) - CubeModel.FoldedYaw(truth.Orientation), Math.PI / 2));
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

    public JsonObject ToJson(int poses) => new()
    {
        ["poses"] = poses,
        ["failures"] = Failures,
        ["position_mm"] = ErrorSpread.Json(ErrorSpread.Of(Positions)),
        ["rotation_deg"] = ErrorSpread.Json(ErrorSpread.Of(Rotations)),
        ["yaw_deg"] = ErrorSpread.Json(ErrorSpread.Of(Yaws)),
        ["ms_per_estimate"] = EstimateMs / poses,
        ["ms_rendering"] = RenderMs / poses,
    };
}
