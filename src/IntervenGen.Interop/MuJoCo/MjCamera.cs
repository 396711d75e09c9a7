using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>A free camera, defined by its look-at point, distance and angles.</summary>
/// <param name="X">X of the look-at point, world frame, metres.</param>
/// <param name="Y">Y of the look-at point, world frame, metres.</param>
/// <param name="Z">Z of the look-at point, world frame, metres.</param>
/// <param name="Distance">Distance from the look-at point, metres.</param>
/// <param name="AzimuthDegrees">Angle about the vertical, degrees; 90 looks along +y.</param>
/// <param name="ElevationDegrees">Elevation, degrees; negative looks down.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MjCamera(
    double X, double Y, double Z, double Distance, double AzimuthDegrees, double ElevationDegrees);
