using System.Diagnostics;
using IntervenGen.Perception.Camera;

namespace IntervenGen;

/// <summary>Counts the time a camera takes, so that the estimate's own can be told, and shifts its colour.</summary>
internal sealed class TimedCamera(IDepthCamera camera, int shift) : IDepthCamera
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
