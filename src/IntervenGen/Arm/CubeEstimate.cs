using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Estimation;
using IntervenGen.Perception.Network;

namespace IntervenGen;

/// <summary>Where a server of the bench is: a camera or a tracker.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its TCP port.</param>
public sealed record CameraAddress(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static CameraAddress Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is >= 1 and <= 65535
            ? new CameraAddress(text[..colon].Trim('[', ']'), port)
            : throw new UsageException(
                $"'{text}' is no address; it must be HOST:PORT with a port between 1 and 65535, such as 127.0.0.1:5010");
    }
}

/// <summary>Asks a camera for frames and says where the red cube is.</summary>
internal static class CubeEstimate
{
    /// <param name="camera">The camera.</param>
    /// <param name="calibration">Where it is.</param>
    /// <param name="options">How the pose is estimated.</param>
    /// <param name="wait">Timeout of the connection and of a frame.</param>
    /// <param name="pictures">Folder for images of the last frame and the fit; null for none.</param>
    /// <param name="cancellation">Stops between frames.</param>
    public static CubePose Estimate(
        CameraAddress camera, CameraCalibration calibration, CubePoseOptions options, TimeSpan wait, OutputFolder? pictures,
        CancellationToken cancellation)
    {
        var estimator = new CubePoseEstimator(calibration, options);
        using CameraClient client = CameraClient.Connect(camera.Host, camera.Port, wait, cancellation);
        CubePose? found = null;
        try
        {
            found = estimator.Estimate(client, cancellation);
        }
        finally
        {
            // What was seen says most where nothing was found.
            if (pictures is not null)
            {
                CubePictures.Write(pictures.Unfinished, 0, estimator.LastFrame, calibration, found?.BaseFromCube, options.Edge);
                pictures.Complete();
            }
        }

        return found.Value;
    }
}
