using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>The plain <c>mj_step</c> loop inside the shim: the ceiling that an engine is measured against.</summary>
/// <remarks>Holds no reference: its owner must keep the worlds alive. One thread at a time; allocates nothing after construction.</remarks>
public sealed unsafe partial class MjBench
{
    private readonly nint _model;
    private readonly nint[] _data;
    private readonly int _controls;

    /// <summary>Binds the loop to worlds of one model.</summary>
    public MjBench(ReadOnlySpan<MjData> worlds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(worlds.Length);
        MjModel model = worlds[0].Model;
        _model = model.Pointer;
        _controls = model.Size("nu");
        _data = new nint[worlds.Length];
        for (int i = 0; i < worlds.Length; i++)
        {
            if (!ReferenceEquals(worlds[i].Model, model))
                throw new ArgumentException("the worlds are of different models", nameof(worlds));
            _data[i] = worlds[i].Pointer;
        }
    }

    /// <summary>Steps every world from the state it holds, one world after the other.</summary>
    /// <param name="controls">Per world, one row of nu numbers per substep.</param>
    /// <param name="stride">Numbers from one world's first row to the next world's.</param>
    /// <param name="substeps">Physics steps per world.</param>
    /// <param name="nanoseconds">Result: time of each world's walk, shape [worlds].</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Run(ReadOnlySpan<double> controls, int stride, int substeps, Span<long> nanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nanoseconds.Length, _data.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(
            (long)controls.Length, ((long)stride * (_data.Length - 1)) + ((long)substeps * _controls));
        fixed (nint* data = _data)
        fixed (double* first = controls)
        fixed (long* time = nanoseconds)
            MuJoCoLibrary.ThrowIfFailed(RunNative(_model, data, _data.Length, first, stride, substeps, time), "mj_step");
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_bench_raw")]
    private static partial int RunNative(
        nint model, nint* data, int lanes, double* controls, long stride, int substeps, long* nanoseconds);
}
