using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>An OpenGL context without a display, with a picture of a fixed size: what renderer and camera draw into.</summary>
/// <remarks>Belongs to the thread that made it: draw and dispose there.</remarks>
public abstract unsafe class MjOffScreen : IDisposable
{
    private readonly MjRendererHandle _handle;

    /// <summary>Opens a context.</summary>
    /// <param name="model">The model to draw; its memory stays as long as the context.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="create">The shim's call that makes it.</param>
    /// <param name="what">What is made, for messages.</param>
    /// <exception cref="NativeException">No EGL here, or a size that cannot be drawn.</exception>
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

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps the context alive during one native call.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    private protected Lease Lend() => new(_handle);
}
