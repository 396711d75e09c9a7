using System.Runtime.InteropServices;

namespace IntervenGen.Interop.Torch;

/// <summary>Owns a native policy and frees it.</summary>
public sealed partial class TorchPolicyHandle : SafeHandle
{
    internal TorchPolicyHandle(nint policy)
        : base(0, ownsHandle: true) => SetHandle(policy);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => DestroyNative(handle) == 0;

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_destroy")]
    private static partial int DestroyNative(nint policy);
}
