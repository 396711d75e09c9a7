using System.Runtime.InteropServices;

namespace IntervenGen.Interop;

/// <summary>The environment as native libraries see it, which .NET copies at start and does not write back.</summary>
public static partial class NativeEnvironment
{
    /// <summary>Sets a variable for native code unless the user has set it.</summary>
    /// <param name="name">Name of the variable.</param>
    /// <param name="value">Its value.</param>
    /// <remarks>The C library forbids other threads to read the environment meanwhile: call it before the library that reads the
    /// variable is loaded. Does nothing outside Linux.</remarks>
    public static void SetDefault(string name, string value)
    {
        if (OperatingSystem.IsLinux())
            _ = SetEnvironment(name, value, overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
