using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.Egl;

/// <summary>The few calls of libEGL that make a context without a display.</summary>
internal static unsafe partial class EglLibrary
{
    public const string Name = "libEGL.so.1";
    public const int False = 0;

    private const int PlatformDevice = 0x313F, DeviceDrmFile = 0x3233, RendererString = 0x335F, Extensions = 0x3055;
    private const int OpenGl = 0x30A2, MajorVersion = 0x3098, MinorVersion = 0x30FB, ProfileMask = 0x30FD, CoreProfile = 1, None = 0x3038;
    private const int MaxDevices = 64;

    /// <summary>What to install where there is no EGL.</summary>
    public const string MissingText =
        "pictures need EGL: install libegl1 and a driver (libgl1-mesa-dri draws on the processor), or the GPU's own";

    /// <summary>The devices that EGL lists, in its order.</summary>
    public static nint[] Devices()
    {
        RequireLibrary();
        var query = (delegate* unmanaged<int, nint*, int*, int>)GetProcAddress("eglQueryDevicesEXT");
        nint* devices = stackalloc nint[MaxDevices];
        int count;
        return query == null || query(MaxDevices, devices, &count) == False ? [] : new ReadOnlySpan<nint>(devices, count).ToArray();
    }

    /// <summary>What a device calls itself: its file, or that it is software.</summary>
    public static string Describe(nint device)
    {
        var ask = (delegate* unmanaged<nint, int, byte*>)GetProcAddress("eglQueryDeviceStringEXT");
        if (ask == null)
            return "unknown";
        string extensions = Text(ask(device, Extensions));
        if (extensions.Contains("EGL_MESA_device_software", StringComparison.Ordinal))
            return "software";
        bool hasName = extensions.Contains("EGL_EXT_device_query_name", StringComparison.Ordinal);
        string renderer = hasName ? Text(ask(device, RendererString)) : "";
        string file = extensions.Contains("EGL_EXT_device_drm", StringComparison.Ordinal) ? Text(ask(device, DeviceDrmFile)) : "";
        return $"{renderer} {file}".Trim() is { Length: > 0 } text ? text : "unnamed";
    }

    /// <summary>An initialised display of a device; 0 where it has none.</summary>
    public static nint OpenDisplay(nint device)
    {
        var open = (delegate* unmanaged<int, nint, int*, nint>)GetProcAddress("eglGetPlatformDisplayEXT");
        nint display = open == null ? 0 : open(PlatformDevice, device, null);
        int major, minor;
        return display != 0 && Initialize(display, &major, &minor) != False ? display : 0;
    }

    /// <summary>The default display, initialised; 0 where there is none.</summary>
    public static nint OpenDefaultDisplay()
    {
        nint display = GetDisplay(0);
        int major, minor;
        return display != 0 && Initialize(display, &major, &minor) != False ? display : 0;
    }

    /// <summary>A core context of OpenGL 4.5 without a configuration; 0 where there is none.</summary>
    public static nint MakeContext(nint display)
    {
        if (BindApi(OpenGl) == False)
            return 0;
        int* wanted = stackalloc int[] { MajorVersion, 4, MinorVersion, 5, ProfileMask, CoreProfile, None };
        return CreateContext(display, 0, 0, wanted);
    }

    /// <summary>Makes a context this thread's, without a surface; 0 for none.</summary>
    public static bool Use(nint display, nint context) => MakeCurrent(display, 0, 0, context) != False;

    public static nint Current() => GetCurrentContext();

    public static void Destroy(nint display, nint context) => _ = DestroyContext(display, context);

    public static int LastError() => GetError();

    public static nint GetProcAddress(string name)
    {
        ReadOnlySpan<byte> text = Encoding.ASCII.GetBytes(name + '\0');
        fixed (byte* first = text)
            return GetProcAddressNative(first);
    }

    private static void RequireLibrary()
    {
        try
        {
            _ = GetError();
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new NativeException(Name, "load", (int)NativeStatus.Unavailable, MissingText);
        }
    }

    private static string Text(byte* text) => text == null ? "" : Marshal.PtrToStringUTF8((nint)text) ?? "";

    [LibraryImport(Name, EntryPoint = "eglGetProcAddress")]
    private static partial nint GetProcAddressNative(byte* name);

    [LibraryImport(Name, EntryPoint = "eglGetDisplay")]
    private static partial nint GetDisplay(nint native);

    [LibraryImport(Name, EntryPoint = "eglInitialize")]
    private static partial int Initialize(nint display, int* major, int* minor);

    [LibraryImport(Name, EntryPoint = "eglBindAPI")]
    private static partial int BindApi(int api);

    [LibraryImport(Name, EntryPoint = "eglCreateContext")]
    private static partial nint CreateContext(nint display, nint configuration, nint shared, int* attributes);

    [LibraryImport(Name, EntryPoint = "eglMakeCurrent")]
    private static partial int MakeCurrent(nint display, nint draw, nint read, nint context);

    [LibraryImport(Name, EntryPoint = "eglGetCurrentContext")]
    private static partial nint GetCurrentContext();

    [LibraryImport(Name, EntryPoint = "eglDestroyContext")]
    private static partial int DestroyContext(nint display, nint context);

    [LibraryImport(Name, EntryPoint = "eglGetError")]
    private static partial int GetError();
}
