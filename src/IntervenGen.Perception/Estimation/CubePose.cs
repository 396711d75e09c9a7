using IntervenGen.Numerics;

namespace IntervenGen.Perception.Estimation;

/// <summary>Where a cube is, and how far to trust it.</summary>
/// <param name="BaseFromCube">Its middle, metres, and its orientation: of the 24 names of a cube's orientation the one nearest
/// to the base's own axes.</param>
/// <param name="Yaw">Turn about the base's z, folded into (−45°, 45°], radians.</param>
/// <param name="Rms">Root mean square distance of the points from the cube's faces, mean over the frames, metres.</param>
/// <param name="Inliers">Points on the cube, mean over the frames.</param>
/// <param name="Points">Points of the red region, mean over the frames.</param>
/// <param name="Overlap">Red region and cube's picture: pixels in both over pixels in either, mean over the frames.</param>
/// <param name="FramesUsed">Frames that agree.</param>
/// <param name="FramesRejected">Frames that do not, or that gave no pose.</param>
/// <param name="PositionSpread">Root mean square difference of the used frames, metres: noise from frame to frame, not the
/// error of the calibration.</param>
/// <param name="RotationSpread">The same, radians.</param>
public readonly record struct CubePose(
    Pose BaseFromCube, double Yaw, double Rms, double Inliers, double Points, double Overlap,
    int FramesUsed, int FramesRejected, double PositionSpread, double RotationSpread);
