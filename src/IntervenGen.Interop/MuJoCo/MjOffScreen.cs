using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>An OpenGL context without a display, with a framebuffer of a fixed size.</summary>
/// <remarks>Belongs to the thread that made it: draw and dispose there.</remarks>
public abstract unsafe class MjOffScreen : IDisposable
{
    private readonly MjRendererHandle _handle;

    /// <summary>Opens an off-screen context.</summary>
    /// <param name="model">The model to draw; its memory stays as long as the context.</param>
    /// <param name="width">Width of the image, pixels.</param>
    /// <param name="height">Height of the image, pixels.</param>
    /// <param name="create">The shim's function that creates the context.</param>
    /// <param name="what">What is created, for messages.</param>
    /// <exception cref="NativeException">EGL is not available, or the size is not supported.</exception>
    private protected MjOffScreen(
        MjModel model, int width, int height, delegate*<nint, int, int, nint*, int> create, string what)
    {
        ArgumentNullException.ThrowIfNull(model);
        Width = width;
        Height = height;
        using Lease lease = new(model);
        nint created;
        MuJoCoLibrary.ThrowIfFailed(create(lease.Handle, width, height, &created), what);
        _handle = new MjRendererHandle(created);
    }

    /// <summary>Width of the image, pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the image, pixels.</summary>
    public int Height { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps the context alive during one native call.</summary>
    /// <exception cref="ObjectDisposedException">The context has been disposed of.</exception>
    private protected Lease Lend() => new(_handle);
}
