namespace IntervenGen.Perception.Camera;

/// <summary>A camera that gives colour and depth of the same pixels. The place where a real RealSense is plugged in.</summary>
/// <remarks>
/// For a real camera, either write this interface over its SDK (colour aligned to depth, depth × the camera's own unit into
/// <see cref="RgbdFrame.SetDepth"/>), or let a small program beside the camera speak the camera
/// protocol (see the project's README) in any language. One thread at a time; the virtual camera must be used on the thread
/// that made it.
/// </remarks>
public interface IDepthCamera
{
    /// <summary>How its pixels look into space; constant.</summary>
    CameraIntrinsics Intrinsics { get; }

    /// <summary>Takes one frame: the newest, never an old one from a queue.</summary>
    /// <param name="frame">Filled; its size is that of <see cref="Intrinsics"/>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="PerceptionException">The camera gives no frame.</exception>
    /// <exception cref="ArgumentException">The frame has another size.</exception>
    void Capture(RgbdFrame frame, CancellationToken cancellation);
}
