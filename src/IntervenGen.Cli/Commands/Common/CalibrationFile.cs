using IntervenGen.Interop;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Cli.Commands.Common;

/// <summary>Reads the calibration that a command names.</summary>
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
