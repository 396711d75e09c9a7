using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Perception.Camera;

namespace IntervenGen;

/// <summary>Reads the camera calibration file that a user names.</summary>
internal static class CalibrationFile
{
    /// <summary>Reads a calibration file; a pipe is refused instead of waited for.</summary>
    /// <exception cref="UsageException">The path is not a regular file, or its content is not a calibration.</exception>
    public static CameraCalibration Read(string path)
    {
        RegularFile.Open(path).Dispose();
        return CameraCalibration.Read(path);
    }
}
