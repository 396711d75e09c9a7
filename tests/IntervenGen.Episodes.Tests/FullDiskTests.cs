using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

public sealed partial class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string? _mount;

    public void Dispose()
    {
        if (_mount is not null)
            umount2(_mount, 2);
        _folder.Dispose();
    }

    [SkippableFact]
    public void A_full_disk_is_an_error_when_a_shard_is_made_and_loses_nothing()
    {
        Mount("size=200k");
        string path = Path.Combine(_mount!, "run.igen");
        int appended = 0;
        using (var writer = EpisodeStoreWriter.Create(path, SampleRun.Manifest(), SampleRun.Options))
        {
            IntervenGenException exception = Assert.Throws<IntervenGenException>(() =>
            {
                for (; appended < 1000; appended++)
                    SampleRun.AppendTo(writer);
            });
            Assert.Matches($"'{path}': no room for an episode shard: 65536 bytes wanted, [0-9]+ bytes free", exception.Message);
            Assert.InRange(appended, 5, 999);
            Assert.Equal(appended, writer.NextAttempt);
            TemporaryFolder.AssertHolds(path, appended);

            // Still full: refused again, still nothing lost.
            Assert.Throws<IntervenGenException>(() => SampleRun.AppendTo(writer));
            Assert.False(File.Exists(Path.Combine(path, "shard-unfinished")));
        }

        TemporaryFolder.AssertHolds(path, appended);
        Assert.Equal(0, mount("none", _mount!, "tmpfs", 32, "size=2m")); // MS_REMOUNT
        using (var writer = EpisodeStoreWriter.Open(path, SampleRun.Manifest()))
        {
            while (writer.NextAttempt < appended + 10)
                SampleRun.AppendTo(writer);
            writer.Complete();
        }

        TemporaryFolder.AssertSameFiles(_folder.Write(appended + 10, name: "reference.igen"), path);
    }

    [SkippableFact]
    public void A_disk_that_is_full_from_the_start_is_an_error_at_creation_and_leaves_nothing()
    {
        Mount("size=40k");
        string path = Path.Combine(_mount!, "run.igen");
        IntervenGenException exception = Assert.Throws<IntervenGenException>(() => EpisodeStoreWriter.Create(path, SampleRun.Manifest(), SampleRun.Options));
        Assert.Contains("no room for an episode shard", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_mount!));
    }

    private void Mount(string options)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs root to mount a small disk");
        string target = _folder["disk"];
        Directory.CreateDirectory(target);
        Skip.IfNot(mount("none", target, "tmpfs", 0, options) == 0, "this machine does not let root mount a tmpfs");
        _mount = target;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string options);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
