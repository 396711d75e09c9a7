using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

public sealed unsafe partial class MjData
{
    /// <summary>One substep in one native call: mj_step2, mj_step1, then the new state's contacts.</summary>
    /// <param name="model">This world's model, or one from <see cref="MjModel.WithTimestep"/> for a substep of another length.</param>
    /// <param name="positions">Result: qpos between the two, before mj_step1 normalises quaternions; shape [nq].</param>
    /// <param name="geomGroups">One byte per geom: 0 (none) to 7.</param>
    /// <param name="trigger">Pairs to count apart, bits as in <see cref="MjContactState.Pairs"/>.</param>
    /// <param name="state">Accumulated; clear it before the first call.</param>
    public void Advance(MjModel model, Span<double> positions, ReadOnlySpan<byte> geomGroups, ulong trigger, ref MjContactState state)
    {
        state.Size = sizeof(MjContactState);
        fixed (double* raw = positions)
        fixed (byte* groups = geomGroups)
        fixed (MjContactState* target = &state)
            Run(AdvanceNative(model.Pointer, handle, raw, groups, trigger, target), "mj_step");
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_advance")]
    private static partial int AdvanceNative(nint model, nint data, double* positions, byte* group, ulong trigger, MjContactState* state);
}
