using System.Globalization;
using System.Runtime.InteropServices;
using IntervenGen.Core;

namespace IntervenGen.Interop.Egl;

/// <summary>A context of OpenGL 4.5 without a window, a display or a surface.</summary>
/// <remarks>
/// Belongs to the thread that made it. The connection to the device stays open: EGL has one for the whole process. Collected instead of
/// disposed, the context goes with what lies in it.
/// </remarks>
public sealed class EglContext : SafeHandle
{
    /// <summary>The environment variable that chooses a device by its index, as in <see cref="DeviceNames"/>.</summary>
    public const string DeviceVariable = "IGEN_RENDER_DEVICE";

    private readonly nint _display;
    private readonly int _thread = Environment.CurrentManagedThreadId;

    private EglContext(nint display, nint context, string device)
        : base(0, ownsHandle: true)
    {
        _display = display;
        Device = device;
        SetHandle(context);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The device's index and what it calls itself.</summary>
    public string Device { get; }

    /// <summary>Whether this is the thread that the context belongs to.</summary>
    public bool IsMine => Environment.CurrentManagedThreadId == _thread;

    /// <summary>What the devices of this machine call themselves, in EGL's order.</summary>
    /// <exception cref="NativeException">There is no EGL here; the message says what to install.</exception>
    public static IReadOnlyList<string> DeviceNames => [.. EglLibrary.Devices().Select(EglLibrary.Describe)];

    /// <summary>The device that the environment chooses; null where it chooses none.</summary>
    /// <exception cref="UsageException">The variable holds no index.</exception>
    public static int? ChosenDevice
    {
        get
        {
            string? text = Environment.GetEnvironmentVariable(DeviceVariable);
            if (string.IsNullOrEmpty(text))
                return null;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? index
                : throw new UsageException($"{DeviceVariable} is '{text}'; it must be the index of a device, from 0");
        }
    }

    /// <summary>Makes a context and gives it to the calling thread.</summary>
    /// <param name="device">Index of the device; null for the one of <see cref="DeviceVariable"/>, or the first that works.</param>
    /// <exception cref="NativeException">There is no EGL, or no device with OpenGL 4.5; the message says what to install.</exception>
    /// <exception cref="UsageException">There is no such device; the message lists those that there are.</exception>
    public static EglContext Open(int? device = null)
    {
        nint[] devices = EglLibrary.Devices();
        device ??= ChosenDevice;
        if (device is { } wanted)
        {
            if ((uint)wanted >= (uint)devices.Length)
                throw NoSuchDevice(wanted, devices);
            return Try(EglLibrary.OpenDisplay(devices[wanted]), $"{wanted}: {EglLibrary.Describe(devices[wanted])}")
                ?? throw Failed($"device {wanted} ({EglLibrary.Describe(devices[wanted])}) has no OpenGL 4.5");
        }

        for (int i = 0; i < devices.Length; i++)
        {
            if (Try(EglLibrary.OpenDisplay(devices[i]), $"{i}: {EglLibrary.Describe(devices[i])}") is { } context)
                return context;
        }

        return Try(EglLibrary.OpenDefaultDisplay(), "default") ?? throw Failed($"none of {devices.Length} devices has OpenGL 4.5");
    }

    /// <summary>Makes the context current where another one is.</summary>
    /// <exception cref="NativeException">EGL refuses.</exception>
    public void Use()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (EglLibrary.Current() != handle && !EglLibrary.Use(_display, handle))
            throw Failed("the context cannot be made current");
    }

    /// <summary>The address of a function of OpenGL; 0 where there is none.</summary>
    public static nint AddressOf(string function) => EglLibrary.GetProcAddress(function);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        if (EglLibrary.Current() == handle)
            EglLibrary.Use(_display, 0);
        EglLibrary.Destroy(_display, handle);
        return true;
    }

    private static EglContext? Try(nint display, string device)
    {
        if (display == 0)
            return null;
        nint context = EglLibrary.MakeContext(display);
        if (context == 0)
            return null;
        var made = new EglContext(display, context, device);
        if (EglLibrary.Use(display, context))
            return made;
        made.Dispose();
        return null;
    }

    private static NativeException Failed(string what) =>
        new(EglLibrary.Name, "context", EglLibrary.LastError(), $"{what}: {EglLibrary.MissingText}");

    private static UsageException NoSuchDevice(int wanted, nint[] devices)
    {
        string known = devices.Length == 0 ? "EGL lists none"
            : string.Join("; ", devices.Select((device, i) => $"{i}: {EglLibrary.Describe(device)}"));
        return new UsageException($"there is no device {wanted} to draw on: {known}");
    }
}
