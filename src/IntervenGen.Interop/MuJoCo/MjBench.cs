using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>The plain <c>mj_step</c> loop inside the shim: the ceiling that an engine is measured against.</summary>
/// <remarks>Holds its worlds alive during a run, not between runs. One thread at a time; allocates nothing after construction.</remarks>
public sealed unsafe partial class MjBench
{
    private readonly MjData[] _worlds;
    private readonly nint[] _handles;
    private readonly int _controls;

    /// <summary>Binds the loop to worlds of one model.</summary>
    public MjBench(ReadOnlySpan<MjData> worlds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(worlds.Length);
        MjModel model = worlds[0].Model;
        foreach (MjData world in worlds)
        {
            if (!ReferenceEquals(world.Model, model))
                throw new ArgumentException("the worlds are of different models", nameof(worlds));
        }

        _controls = model.Size("nu");
        _worlds = worlds.ToArray();
        _handles = new nint[worlds.Length];
    }

    /// <summary>Steps every world from the state it holds, one world after the other.</summary>
    /// <param name="controls">Per world, one row of nu numbers per substep.</param>
    /// <param name="stride">Numbers from one world's first row to the next world's.</param>
    /// <param name="substeps">Physics steps per world.</param>
    /// <param name="nanoseconds">Result: time of each world's walk, shape [worlds].</param>
    /// <param name="withKernels">Whether the <c>mj_step</c> of the engine is meant, or that of a libmujoco without kernels, which is loaded
    /// a second time.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    /// <exception cref="ObjectDisposedException">A world was disposed.</exception>
    public void Run(
        ReadOnlySpan<double> controls, int stride, int substeps, Span<long> nanoseconds, bool withKernels = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(substeps);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, (long)substeps * _controls);
        ArgumentOutOfRangeException.ThrowIfLessThan(nanoseconds.Length, _worlds.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(
            controls.Length, ((long)stride * (_worlds.Length - 1)) + ((long)substeps * _controls));
        int held = 0;
        try
        {
            for (; held < _worlds.Length; held++)
            {
                bool taken = false;
                _worlds[held].DangerousAddRef(ref taken);
                _handles[held] = _worlds[held].DangerousGetHandle();
            }

            fixed (nint* data = _handles)
            fixed (double* first = controls)
            fixed (long* time = nanoseconds)
            {
                MuJoCoLibrary.ThrowIfFailed(
                    RunNative(withKernels ? 1 : 0, data, held, first, controls.Length, stride, substeps, time,
                        nanoseconds.Length),
                    "mj_step");
            }
        }
        finally
        {
            while (held > 0)
                _worlds[--held].DangerousRelease();
        }
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_bench_raw")]
    private static partial int RunNative(
        int kernels, nint* data, int lanes, double* controls, long controlCount, long stride, int substeps, long* nanoseconds,
        int nanosecondCount);
}
