using System.Globalization;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Fitting;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Estimation;

/// <summary>From a camera's frames to the pose of a red cube in the robot's base frame.</summary>
/// <remarks>
/// Per frame: red region, its points and outline, iterative closest point from several starts. Then the frames are fused.
/// One thread at a time (the camera's).
/// </remarks>
public sealed class CubePoseEstimator
{
    private readonly CameraCalibration _calibration;
    private readonly CubePoseOptions _options;
    private readonly CubeModel _cube;
    private readonly FlatOnTable? _table;
    private readonly IterativeClosestPoint _icp;
    private readonly RgbdFrame _frame;

    /// <summary>Prepares estimates for one camera and its calibration.</summary>
    /// <param name="calibration">Camera and where it stands.</param>
    /// <param name="options">The cube and the limits of trust.</param>
    /// <exception cref="Core.UsageException">A number is out of its range.</exception>
    public CubePoseEstimator(CameraCalibration calibration, CubePoseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        calibration.Intrinsics.Checked();
        _calibration = calibration;
        _options = (options ?? new CubePoseOptions()).Checked();
        _cube = CubeModel.Of(_options.Edge);
        _table = _options.TableHeight is { } height ? new FlatOnTable(height, _options.Edge) : null;
        _icp = new IterativeClosestPoint(_cube, _options.Icp);
        _frame = new RgbdFrame(calibration.Intrinsics);
    }

    /// <summary>The newest frame: after <see cref="Estimate(IDepthCamera, CancellationToken)"/> the last one it took.</summary>
    public RgbdFrame LastFrame => _frame;

    /// <summary>Takes frames and estimates the pose.</summary>
    /// <param name="camera">Must have the calibration's intrinsics.</param>
    /// <param name="cancellation">Stops between frames.</param>
    /// <exception cref="PerceptionException">No pose that can be trusted: says why, and what was needed.</exception>
    public CubePose Estimate(IDepthCamera camera, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(camera);
        RequireSameCamera(camera.Intrinsics);
        var estimates = new List<FrameEstimate>();
        PerceptionException? last = null;
        for (int i = 0; i < _options.Frames; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            camera.Capture(_frame, cancellation);
            try
            {
                estimates.Add(Estimate(_frame));
            }
            catch (PerceptionException exception)
            {
                last = exception;
            }
        }

        int failed = _options.Frames - estimates.Count;
        if (last is not null && estimates.Count < _options.Fusion.MinAgreeing * _options.Frames)
            throw new PerceptionException($"{failed} of {_options.Frames} frames gave no pose; the last: {last.Message}", last);
        return Fuse(estimates, failed);
    }

    /// <summary>Estimates from one frame.</summary>
    /// <exception cref="PerceptionException">No pose that can be trusted.</exception>
    public FrameEstimate Estimate(RgbdFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Pose baseFromCamera = _calibration.BaseFromCamera;
        ImageRegion region = _options.Segmentation.Find(frame);
        PointCloud cloud = PointCloud.FromRegion(frame, region, _calibration.Intrinsics, baseFromCamera);
        var outline = new OutlineConstraint(frame, region, _calibration.Intrinsics, baseFromCamera, _cube);
        var constraints = new List<IPoseConstraint>();
        if (_options.UsesOutline)
            constraints.Add(outline);
        if (_table is not null)
            constraints.Add(_table);
        IcpResult fit = _icp.FitBest(cloud, CubeStarts.For(cloud, _cube, _table), constraints.ToArray());
        double overlap = outline.Overlap(fit.BaseFromModel);
        RequireTrust(fit, cloud.Count, overlap);
        return new FrameEstimate(fit.BaseFromModel, fit, cloud.Count, overlap);
    }

    private CubePose Fuse(List<FrameEstimate> estimates, int failed)
    {
        FusedPose fused = _options.Fusion.Fuse(estimates.Select(estimate => estimate.BaseFromCube).ToArray());
        if (fused.PositionSpread > _options.MaxPositionSpread || fused.RotationSpread > _options.MaxRotationSpread)
        {
            throw new PerceptionException(string.Create(CultureInfo.InvariantCulture,
                $"the frames differ by {fused.PositionSpread * 1000:0.0} mm and {Degrees(fused.RotationSpread):0.0}°; at most "
                    + $"{_options.MaxPositionSpread * 1000:0.0} mm and {Degrees(_options.MaxRotationSpread):0.0}° are trusted "
                    + $"(does the cube move, is the camera loose?)"));
        }

        Quat orientation = CubeModel.NearestTo(fused.BaseFromCube.Orientation, Quat.Identity);
        return new CubePose(
            new Pose(fused.BaseFromCube.Position, orientation),
            CubeModel.FoldedYaw(orientation),
            estimates.Average(estimate => estimate.Fit.Rms),
            estimates.Average(estimate => estimate.Fit.Inliers),
            estimates.Average(estimate => estimate.Points),
            estimates.Average(estimate => estimate.Overlap),
            fused.Used,
            fused.Rejected + failed,
            fused.PositionSpread,
            fused.RotationSpread);
    }

    private void RequireTrust(in IcpResult fit, int points, double overlap)
    {
        if (fit.Inliers < _options.MinInliers * points)
        {
            throw new PerceptionException(string.Create(CultureInfo.InvariantCulture,
                $"only {fit.Inliers} of {points} red points lie on the fitted cube, "
                    + $"{Math.Ceiling(_options.MinInliers * points):0} were needed (is its edge {_options.Edge * 1000:0.#} mm, "
                    + $"does something hide it?)"));
        }

        if (fit.Rms > _options.MaxRms)
        {
            throw new PerceptionException(string.Create(CultureInfo.InvariantCulture,
                $"the points lie {fit.Rms * 1000:0.0} mm (root mean square) from the fitted cube; at most "
                    + $"{_options.MaxRms * 1000:0.0} mm is trusted"));
        }

        if (overlap < _options.MinOverlap)
        {
            throw new PerceptionException(string.Create(CultureInfo.InvariantCulture,
                $"the fitted cube covers the red region to {overlap:0.00} (pixels in both over pixels in either), "
                    + $"{_options.MinOverlap:0.00} was needed (is the cube partly hidden, or its edge not "
                    + $"{_options.Edge * 1000:0.#} mm?)"));
        }
    }

    // A calibration of another camera or resolution would give poses that look right and are wrong.
    private void RequireSameCamera(CameraIntrinsics camera)
    {
        CameraIntrinsics file = _calibration.Intrinsics;
        bool same = camera.Width == file.Width && camera.Height == file.Height
            && Near(camera.Fx, file.Fx) && Near(camera.Fy, file.Fy) && Near(camera.Cx, file.Cx) && Near(camera.Cy, file.Cy);
        if (!same)
            throw new Core.UsageException($"the camera says {camera}, the calibration {file}; calibrate at the resolution that "
                + $"is used, or write the camera's numbers into the file");

        // A tenth of a pixel is what a file with one decimal keeps; it moves a point at 1 m by 0.2 mm.
        static bool Near(double a, double b) => Math.Abs(a - b) <= 0.1;
    }

    private static double Degrees(double radians) => radians * 180 / Math.PI;
}
