using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>Owns a native renderer, which keeps its model's memory alive.</summary>
/// <remarks>
/// Collected instead of disposed, it is freed on another thread: what lies in its OpenGL context then goes with the context.
/// </remarks>
internal sealed partial class MjRendererHandle : SafeHandle
{
    public MjRendererHandle(nint renderer)
        : base(0, ownsHandle: true) => SetHandle(renderer);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Free(handle) == 0;

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_renderer_free")]
    private static partial int Free(nint renderer);
}
