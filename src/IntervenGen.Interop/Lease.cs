using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IntervenGen.Interop;

/// <summary>Keeps what a handle names alive during one native call.</summary>
/// <remarks>A struct of two interlocked operations, because hot loops come here: 10 ns where no other thread holds the same handle.</remarks>
internal readonly ref struct Lease
{
    private readonly SafeHandle _handle;

    /// <summary>Takes it.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lease(SafeHandle handle)
    {
        bool taken = false;
        handle.DangerousAddRef(ref taken);
        _handle = handle;
    }

    /// <summary>The native handle.</summary>
    public nint Handle => _handle.DangerousGetHandle();

    /// <summary>Gives it back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose() => _handle.DangerousRelease();
}
