using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IntervenGen.Interop;

/// <summary>Keeps what a handle names alive during one native call.</summary>
/// <remarks>Two interlocked operations, 20 ns together where no other thread holds the same handle: a thousandth of a substep.</remarks>
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
