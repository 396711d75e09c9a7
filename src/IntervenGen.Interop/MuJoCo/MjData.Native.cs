using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

public sealed unsafe partial class MjData
{
    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_data_make")]
    private static partial int Make(nint model, nint* data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_data_free")]
    private static partial int Free(nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_data_reset")]
    private static partial int ResetNative(nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_data_field")]
    private static partial int FieldNative(nint data, byte* name, int length, nint* pointer, long* count, int* kind);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_step1")]
    private static partial int Step1Native(nint model, nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_step2")]
    private static partial int Step2Native(nint model, nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_forward")]
    private static partial int ForwardNative(nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_advance")]
    private static partial int AdvanceNative(
        nint model, nint data, double* positions, int positionCount, byte* group, int groupCount, ulong trigger, MjContactState* state);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_warnings")]
    private static partial int Warnings(nint data, int* total);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_contact_count")]
    private static partial int ContactCountNative(nint data, int* contacts, int* constraints);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_contacts")]
    private static partial int ContactsNative(nint data, byte* group, int groupCount, ulong trigger, MjContactState* state);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_full_inertia")]
    private static partial int FullInertiaNative(nint data, double* inertia, long count);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_site_jacobian")]
    private static partial int SiteJacobianNative(
        nint data, int site, double* linear, long linearCount, double* angular, long angularCount);
}
