using System.Runtime.InteropServices;

namespace IntervenGen.Cli.Tests;

/// <summary>A disk in memory that is soon full; gone when disposed.</summary>
internal sealed partial class SmallDisk(string folder) : IDisposable
{
    private const nuint Remount = 32;
    private const int Detach = 2;

    private bool _mounted;

    /// <summary>Where it is mounted.</summary>
    public string Folder => folder;

    /// <summary>Mounts it; skips the test where that is not possible.</summary>
    /// <param name="size">Its size, such as <c>1m</c>.</param>
    public void Mount(string size)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs root to mount a small disk");
        Directory.CreateDirectory(folder);
        Skip.IfNot(mount("none", folder, "tmpfs", 0, $"size={size}") == 0, "this machine does not let root mount a tmpfs");
        _mounted = true;
    }

    /// <summary>Gives it another size.</summary>
    public void Resize(string size) => Assert.Equal(0, mount("none", folder, "tmpfs", Remount, $"size={size}"));

    public void Dispose()
    {
        if (_mounted)
            umount2(folder, Detach);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string options);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
