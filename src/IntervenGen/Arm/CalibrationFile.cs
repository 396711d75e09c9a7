using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Perception.Camera;

namespace IntervenGen;

/// <summary>Reads a camera's calibration that a person names.</summary>
internal static class CalibrationFile
{
    /// <summary>Reads it, and waits for nothing: a pipe of that name is refused.</summary>
    /// <exception cref="UsageException">It is no regular file, or not a calibration.</exception>
    public static CameraCalibration Read(string path)
    {
        RegularFile.Open(path).Dispose();
        return CameraCalibration.Read(path);
    }
}
