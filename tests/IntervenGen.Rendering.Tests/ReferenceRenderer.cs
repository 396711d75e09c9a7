using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Rendering.Tests;

/// <summary>MuJoCo's own renderer, from <c>native/mujoco/reference</c>.</summary>
/// <remarks>Belongs to the thread that made it.</remarks>
internal sealed unsafe partial class ReferenceRenderer : IDisposable
{
    private const string Library = "igen_reference";
    private const int CameraNumbers = 17;

    private readonly nint _reference;

    static ReferenceRenderer() => NativeLibrary.SetDllImportResolver(typeof(ReferenceRenderer).Assembly, (name, assembly, path) =>
        name == Library ? NativeLibrary.Load(LibraryPath) : NativeLibrary.Load(name, assembly, path));

    public ReferenceRenderer(string xml, int width, int height, bool shadows, int samples)
    {
        byte[] text = Encoding.UTF8.GetBytes(xml);
        fixed (byte* first = text)
            _reference = Open(first, text.Length, width, height, shadows ? 1 : 0, samples);
        if (_reference == 0)
            throw new InvalidOperationException("MuJoCo's own renderer could not be opened; the reason is on stderr");
    }

    /// <summary>Whether it was built: where there are no headers of EGL, it is not.</summary>
    public static bool Exists => File.Exists(LibraryPath);

    private static string LibraryPath
    {
        get
        {
            const string file = "lib" + Library + ".so";
            if (Environment.GetEnvironmentVariable("IGEN_NATIVE_DIR") is { Length: > 0 } given)
                return Path.Combine(given, file);
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !Directory.Exists(Path.Combine(folder, "native", "build", "lib")))
                folder = Path.GetDirectoryName(folder);
            return Path.Combine(folder ?? "", "native", "build", "lib", file);
        }
    }

    /// <summary>Takes a world's positions and works the rest out.</summary>
    public void Show(MjData world)
    {
        Span<double> positions = world.Doubles("qpos").Span, places = world.Doubles("mocap_pos").Span;
        Span<double> turns = world.Doubles("mocap_quat").Span;
        fixed (double* qpos = positions, pos = places, quat = turns)
        {
            if (ShowNative(_reference, qpos, positions.Length, pos, quat, places.Length / 3) == 0)
                throw new ArgumentException("a world of another model");
        }
    }

    /// <summary>Draws one picture; depth in metres, 0 for nothing, where it is asked for.</summary>
    public void Draw(in CameraView view, double near, double far, Span<byte> rgb, Span<float> depth)
    {
        Span<double> camera = stackalloc double[CameraNumbers];
        view.WorldFromCamera.Position.WriteTo(camera);
        view.WorldFromCamera.Orientation.ToMatrix(camera[3..12]);
        (camera[12], camera[13], camera[14], camera[15], camera[16]) = (view.Focal, view.CentreX, view.CentreY, near, far);
        fixed (double* numbers = camera)
        fixed (byte* colours = rgb)
        fixed (float* metres = depth)
        {
            if (DrawNative(_reference, numbers, CameraNumbers, colours, depth.IsEmpty ? null : metres) == 0)
                throw new InvalidOperationException("MuJoCo's own renderer did not draw");
        }
    }

    public void Dispose() => Close(_reference);

    [LibraryImport(Library, EntryPoint = "igen_reference_open")]
    private static partial nint Open(byte* xml, int length, int width, int height, int shadows, int samples);

    [LibraryImport(Library, EntryPoint = "igen_reference_show")]
    private static partial int ShowNative(nint reference, double* qpos, int nq, double* pos, double* quat, int nmocap);

    [LibraryImport(Library, EntryPoint = "igen_reference_draw")]
    private static partial int DrawNative(nint reference, double* camera, int numbers, byte* rgb, float* depth);

    [LibraryImport(Library, EntryPoint = "igen_reference_close")]
    private static partial void Close(nint reference);
}
