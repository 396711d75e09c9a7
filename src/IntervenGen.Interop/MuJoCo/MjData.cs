using System.Runtime.InteropServices;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>The changing state of one simulated world.</summary>
/// <remarks>
/// One thread at a time. After a <see cref="NativeException"/> the data is poisoned: MuJoCo was left in the middle of a
/// computation, so every later call throws until it is disposed and made anew.
/// </remarks>
public sealed unsafe partial class MjData : SafeHandle
{
    private readonly MjModel _model;
    private bool _poisoned;

    /// <summary>Makes the data of one world. Create it on the thread that will use it, so that its memory is local.</summary>
    public MjData(MjModel model)
        : base(0, ownsHandle: true)
    {
        ArgumentNullException.ThrowIfNull(model);
        bool added = false;
        model.DangerousAddRef(ref added);
        _model = model;
        nint pointer;
        int status = Make(model.Pointer, &pointer);
        if (status != 0)
            model.DangerousRelease();
        MuJoCoLibrary.ThrowIfFailed(status, "mj_makeData");
        SetHandle(pointer);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The model this world was made from.</summary>
    public MjModel Model => _model;

    /// <summary>Whether an error left this data in an unknown state.</summary>
    public bool IsPoisoned => _poisoned;

    internal nint Pointer => handle;

    /// <summary>A field of doubles, such as <c>qpos</c>; valid until this data is disposed.</summary>
    /// <remarks>Ask once and keep the result; asking walks a table of names.</remarks>
    public MjField Doubles(string name)
    {
        nint pointer;
        long count;
        int kind;
        fixed (byte* text = MjModel.Terminated(name))
            MuJoCoLibrary.ThrowIfFailed(FieldNative(_model.Pointer, handle, text, &pointer, &count, &kind), $"mjData.{name}");
        return kind == (int)FieldKind.Double
            ? new MjField((double*)pointer, checked((int)count))
            : throw new IntervenGenException($"mjData.{name} holds {(FieldKind)kind}, wanted {FieldKind.Double}");
    }

    /// <summary>Back to the model's initial state; clears the warning counters.</summary>
    public void Reset() => Run(ResetNative(_model.Pointer, handle), "mj_resetData");

    /// <summary>Everything that depends on position and velocity, up to where controls are needed.</summary>
    public void Step1() => Step1(_model);

    /// <summary>The same with the timestep of another model made by <see cref="MjModel.WithTimestep"/>.</summary>
    public void Step1(MjModel model) => Run(Step1Native(model.Pointer, handle), "mj_step1");

    /// <summary>Actuation, constraint solver and integration.</summary>
    public void Step2() => Run(Step2Native(_model.Pointer, handle), "mj_step2");

    /// <summary>Computes all that follows from positions, velocities and controls, without moving.</summary>
    public void Forward() => Run(ForwardNative(_model.Pointer, handle), "mj_forward");

    /// <summary>Marks this data as unusable, as a native error does; lets a caller and a test retire a world.</summary>
    public void Poison() => _poisoned = true;

    /// <summary>Warnings raised since the last reset.</summary>
    public int WarningCount
    {
        get
        {
            int total;
            Run(Warnings(handle, &total), "warnings");
            return total;
        }
    }

    /// <summary>Contacts and constraint rows at present.</summary>
    public (int Contacts, int Constraints) ContactCount
    {
        get
        {
            int contacts, constraints;
            Run(ContactCountNative(handle, &contacts, &constraints), "contacts");
            return (contacts, constraints);
        }
    }

    /// <summary>Adds the present contacts between groups of geoms to <paramref name="state"/>.</summary>
    /// <param name="geomGroups">One byte per geom: 0 (none) to 7.</param>
    /// <param name="trigger">Pairs to count apart, bits as in <see cref="MjContactState.Pairs"/>.</param>
    /// <param name="state">Accumulated; clear it before the first call.</param>
    /// <exception cref="ArgumentException">Fewer bytes than geoms.</exception>
    public void AccumulateContacts(ReadOnlySpan<byte> geomGroups, ulong trigger, ref MjContactState state)
    {
        state.Size = sizeof(MjContactState);
        fixed (byte* groups = geomGroups)
        fixed (MjContactState* target = &state)
            Run(ContactsNative(handle, groups, trigger, target), "contacts");
    }

    /// <summary>Dense joint-space inertia, row-major [nv, nv]; the oracle for code that reads the sparse form.</summary>
    public void FullInertia(Span<double> inertia)
    {
        int nv = _model.Size("nv");
        ArgumentOutOfRangeException.ThrowIfLessThan(inertia.Length, nv * nv);
        fixed (double* first = inertia)
            Run(FullInertiaNative(_model.Pointer, handle, first), "mj_fullM");
    }

    /// <summary>Jacobian of a site, row-major [3, nv] each; the oracle for the controller's own.</summary>
    public void SiteJacobian(int site, Span<double> linear, Span<double> angular)
    {
        int needed = 3 * _model.Size("nv");
        ArgumentOutOfRangeException.ThrowIfLessThan(linear.Length, needed);
        ArgumentOutOfRangeException.ThrowIfLessThan(angular.Length, needed);
        fixed (double* linearFirst = linear)
        fixed (double* angularFirst = angular)
            Run(SiteJacobianNative(_model.Pointer, handle, site, linearFirst, angularFirst), "mj_jacSite");
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        bool freed = Free(handle) == 0;
        _model.DangerousRelease();
        return freed;
    }

    private void Run(int status, string function)
    {
        if (status != 0 || _poisoned)
            Fail(status, function);
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private void Fail(int status, string function)
    {
        if (_poisoned)
            throw new NativeException(MuJoCoLibrary.Name, function, status, "this mjData was poisoned by an earlier error; make a new one");
        _poisoned = true;
        MuJoCoLibrary.ThrowIfFailed(status, function);
        throw new System.Diagnostics.UnreachableException();
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_data_make")]
    private static partial int Make(nint model, nint* data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_data_free")]
    private static partial int Free(nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_data_reset")]
    private static partial int ResetNative(nint model, nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_data_field")]
    private static partial int FieldNative(nint model, nint data, byte* name, nint* pointer, long* count, int* kind);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_step1")]
    private static partial int Step1Native(nint model, nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_step2")]
    private static partial int Step2Native(nint model, nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_forward")]
    private static partial int ForwardNative(nint model, nint data);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_warnings")]
    private static partial int Warnings(nint data, int* total);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_contact_count")]
    private static partial int ContactCountNative(nint data, int* contacts, int* constraints);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_contacts")]
    private static partial int ContactsNative(nint data, byte* group, ulong trigger, MjContactState* state);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_full_inertia")]
    private static partial int FullInertiaNative(nint model, nint data, double* inertia);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_site_jacobian")]
    private static partial int SiteJacobianNative(nint model, nint data, int site, double* linear, double* angular);
}
