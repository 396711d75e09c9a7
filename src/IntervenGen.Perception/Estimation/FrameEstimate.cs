using IntervenGen.Numerics;
using IntervenGen.Perception.Fitting;

namespace IntervenGen.Perception.Estimation;

/// <summary>The cube's pose as a single frame gives it.</summary>
/// <param name="BaseFromCube">The cube's pose.</param>
/// <param name="Fit">How well the points fit.</param>
/// <param name="Points">Number of points of the red region.</param>
/// <param name="Overlap">Red region and cube's picture: pixels in both over pixels in either.</param>
public readonly record struct FrameEstimate(Pose BaseFromCube, IcpResult Fit, int Points, double Overlap);
