using System.Diagnostics;
using IntervenGen.Interop.Hdf5;

namespace IntervenGen.Interop.Tests.Hdf5;

public sealed class LockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-hdf5-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_can_be_read_while_a_child_still_has_its_writers_descriptor()
    {
        string path = Path.Combine(_folder, "a.hdf5");
        Process child;
        using (Hdf5File written = Hdf5File.Create(path))
        {
            child = Process.Start("sleep", "60");
            written.Complete();
        }

        try
        {
            // Locked by nobody: a lock for this process alone is to be had.
            using var read = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            Assert.NotEqual(0, read.Length);
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
            child.Dispose();
        }
    }
}
