using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>The changing state of one simulated world.</summary>
/// <remarks>
/// One thread at a time; it keeps its model's memory alive. After MuJoCo raised an error inside it the world is poisoned: MuJoCo was left
/// in
/// the middle of a computation, so every later call throws until it is disposed and made anew. A refused argument poisons nothing.
/// </remarks>
public sealed unsafe partial class MjData : SafeHandle
{
    private const int MuJoCoRaised = 1;

    private readonly MjModel _model;
    private bool _poisoned;

    /// <summary>Creates the data of one world. Call it on the thread that will use it, so that its memory is local.</summary>
    public MjData(MjModel model)
        : base(0, ownsHandle: true)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        using Lease lease = new(model);
        nint made;
        MuJoCoLibrary.ThrowIfFailed(Make(lease.Handle, &made), "mj_makeData");
        SetHandle(made);
        PositionCount = model.Size("nq");
        VelocityCount = model.Size("nv");
        GeomCount = model.Size("ngeom");
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The model this world was made from; the world outlives it if it is disposed of.</summary>
    public MjModel Model => _model;

    /// <summary>Whether an error left this data in an unknown state.</summary>
    public bool IsPoisoned => _poisoned;

    private int PositionCount { get; }

    private int VelocityCount { get; }

    private int GeomCount { get; }

    /// <summary>A field of doubles by name, such as <c>qpos</c>.</summary>
    /// <remarks>Look a field up once and keep the result; each look-up searches a table of names.</remarks>
    public MjField Doubles(string name)
    {
        ReadOnlySpan<byte> text = MjName.Write(name, stackalloc byte[MjName.MaxBytes]);
        using Lease lease = new(this);
        nint pointer;
        long count;
        int kind;
        fixed (byte* first = text)
        {
            int status = FieldNative(lease.Handle, first, text.Length, &pointer, &count, &kind);
            if (status != 0)
                MuJoCoLibrary.ThrowIfFailed(status, $"mjData.{name}");
        }

        return kind == (int)FieldKind.Double
            ? new MjField(this, (double*)pointer, checked((int)count))
            : throw new IntervenGenException($"mjData.{name} holds {(FieldKind)kind}, wanted {FieldKind.Double}");
    }

    /// <summary>Resets to the model's initial state and clears the warning counters.</summary>
    public void Reset()
    {
        using Lease lease = Enter();
        Check(ResetNative(lease.Handle), "mj_resetData");
    }

    /// <summary>Computes everything that depends on position and velocity, up to where controls are needed.</summary>
    public void Step1() => Step1(_model);

    /// <summary>Does the same with the timestep of another model made by <see cref="MjModel.WithTimestep"/>.</summary>
    public void Step1(MjModel model)
    {
        using Lease lease = Enter();
        Check(Step1Native(Chosen(model), lease.Handle), "mj_step1");
    }

    /// <summary>Computes actuation, constraint solver and integration.</summary>
    public void Step2()
    {
        using Lease lease = Enter();
        Check(Step2Native(0, lease.Handle), "mj_step2");
    }

    /// <summary>Computes all that follows from positions, velocities and controls, without moving.</summary>
    public void Forward()
    {
        using Lease lease = Enter();
        Check(ForwardNative(lease.Handle), "mj_forward");
    }

    /// <summary>Marks this data as unusable, as a native error does; lets a caller and a test retire a world.</summary>
    public void Poison() => _poisoned = true;

    /// <summary>Number of warnings raised since the last reset.</summary>
    public int WarningCount
    {
        get
        {
            using Lease lease = Enter();
            int total;
            Check(Warnings(lease.Handle, &total), "warnings");
            return total;
        }
    }

    /// <summary>Number of present contacts and constraint rows.</summary>
    public (int Contacts, int Constraints) ContactCount
    {
        get
        {
            using Lease lease = Enter();
            int contacts, constraints;
            Check(ContactCountNative(lease.Handle, &contacts, &constraints), "contacts");
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
        Needs(geomGroups.Length, GeomCount, nameof(geomGroups));
        using Lease lease = Enter();
        state.Size = sizeof(MjContactState);
        fixed (byte* groups = geomGroups)
        fixed (MjContactState* target = &state)
            Check(ContactsNative(lease.Handle, groups, geomGroups.Length, trigger, target), "contacts");
    }

    /// <summary>One substep in one native call: mj_step2, mj_step1, then the new state's contacts.</summary>
    /// <param name="model">This world's model, or one from <see cref="MjModel.WithTimestep"/> for a substep of another length.</param>
    /// <param name="positions">Result: qpos between the two, before mj_step1 normalises quaternions; shape [nq].</param>
    /// <param name="geomGroups">One byte per geom: 0 (none) to 7.</param>
    /// <param name="trigger">Pairs to count apart, bits as in <see cref="MjContactState.Pairs"/>.</param>
    /// <param name="state">Accumulated; clear it before the first call.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Advance(MjModel model, Span<double> positions, ReadOnlySpan<byte> geomGroups, ulong trigger, ref MjContactState state)
    {
        Needs(positions.Length, PositionCount, nameof(positions));
        Needs(geomGroups.Length, GeomCount, nameof(geomGroups));
        using Lease lease = Enter();
        state.Size = sizeof(MjContactState);
        fixed (double* raw = positions)
        fixed (byte* groups = geomGroups)
        fixed (MjContactState* target = &state)
        {
            Check(
                AdvanceNative(Chosen(model), lease.Handle, raw, positions.Length, groups, geomGroups.Length, trigger, target), "mj_step");
        }
    }

    /// <summary>Dense joint-space inertia, row-major [nv, nv]; the oracle for code that reads the sparse form.</summary>
    public void FullInertia(Span<double> inertia)
    {
        Needs(inertia.Length, (long)VelocityCount * VelocityCount, nameof(inertia));
        using Lease lease = Enter();
        fixed (double* first = inertia)
            Check(FullInertiaNative(lease.Handle, first, inertia.Length), "mj_fullM");
    }

    /// <summary>Jacobian of a site, row-major [3, nv] each; the oracle for the controller's own.</summary>
    public void SiteJacobian(int site, Span<double> linear, Span<double> angular)
    {
        Needs(linear.Length, 3L * VelocityCount, nameof(linear));
        Needs(angular.Length, 3L * VelocityCount, nameof(angular));
        using Lease lease = Enter();
        fixed (double* linearFirst = linear, angularFirst = angular)
            Check(SiteJacobianNative(lease.Handle, site, linearFirst, linear.Length, angularFirst, angular.Length), "mj_jacSite");
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Free(handle) == 0;

    // The world is held and fit for use until the lease is given back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lease Enter()
    {
        if (_poisoned)
            ThrowPoisoned();
        return new Lease(this);
    }

    // 0 stands for the world's own model. Another one's struct lives as long as this world's, so it needs no lease.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Chosen(MjModel model)
    {
        if (ReferenceEquals(model, _model))
            return 0;
        ArgumentNullException.ThrowIfNull(model);
        ObjectDisposedException.ThrowIf(model.IsClosed, model);
        return model.DangerousGetHandle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(int status, string function)
    {
        if (status != 0)
            Fail(status, function);
    }

    [DoesNotReturn]
    private void Fail(int status, string function)
    {
        _poisoned |= status == MuJoCoRaised;
        MuJoCoLibrary.ThrowIfFailed(status, function);
        throw new System.Diagnostics.UnreachableException();
    }

    [DoesNotReturn]
    private static void ThrowPoisoned() =>
        throw new NativeException(
            MuJoCoLibrary.Name, "mjData", MuJoCoRaised, "this mjData was poisoned by an earlier error; make a new one");

    private static void Needs(int length, long needed, string name)
    {
        if (length < needed)
            ThrowShort(length, needed, name);
    }

    [DoesNotReturn]
    private static void ThrowShort(int length, long needed, string name) =>
        throw new ArgumentOutOfRangeException(name, length, $"{name} has {length} elements; {needed} are needed");
}
