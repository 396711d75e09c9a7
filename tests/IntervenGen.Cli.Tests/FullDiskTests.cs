using System.Runtime.InteropServices;

namespace IntervenGen.Cli.Tests;

[Collection(TinyDemoTests.Name)]
public sealed partial class FullDiskTests(TinyDemo demo) : IDisposable
{
    private const nuint Remount = 32;

    private readonly string _disk = demo["disk"];
    private bool _mounted;

    public void Dispose()
    {
        if (_mounted)
            umount2(_disk, 2);
    }

    [SkippableFact]
    public void A_full_disk_is_one_line_and_the_same_command_completes_once_there_is_room()
    {
        Mount("size=1m");
        string[] generate = ["generate", "demos", "--source", demo.Demonstrations, "--episodes", "3", "--out", Path.Combine(_disk, "run.igen")];
        Assert.Contains("no room", Igen.Run(generate).Expect(1).Complaint(), StringComparison.Ordinal);

        File.WriteAllBytes(Path.Combine(_disk, "ballast"), new byte[1 << 20 - 1]);
        string policy = Path.Combine(_disk, "policy.ckpt");
        string[] train = ["train", "--data", demo.BaseData, "--steps", "10", "--hidden", "128", "--selection-trials", "0", "--out", policy];
        Assert.Contains(_disk, Igen.Run(train).Expect(1).Complaint(), StringComparison.Ordinal);
        Assert.False(File.Exists(policy));

        Assert.Equal(0, mount("none", _disk, "tmpfs", Remount, "size=160m"));
        Igen.Run(generate).Expect(0);
        Igen.Run(train).Expect(0);
        Igen.Run("dataset", "verify", generate[^1]).Expect(0);
        Assert.Equal(["ballast", "policy.ckpt", "policy.ckpt.curve", "run.igen"], Directory.GetFileSystemEntries(_disk).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private void Mount(string options)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs root to mount a small disk");
        Directory.CreateDirectory(_disk);
        Skip.IfNot(mount("none", _disk, "tmpfs", 0, options) == 0, "this machine does not let root mount a tmpfs");
        _mounted = true;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string options);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
