using System.IO.MemoryMappedFiles;
using IntervenGen.Interop.Realtime;

namespace IntervenGen.Interop.Tests.Realtime;

public sealed class RealtimeThreadTests
{
    [Fact]
    public void A_mapped_file_can_be_flushed_again_when_the_last_thread_has_left()
    {
        string path = Path.GetTempFileName();
        try
        {
            // On a thread of its own: the priority ends with it.
            Exception? fault = null;
            var thread = new Thread(() => fault = Record.Exception(() =>
            {
                RealtimeStatus first = RealtimeThread.Enter(), second = RealtimeThread.Enter();
                RealtimeThread.Leave(first);
                RealtimeThread.Leave(second);
                RealtimeThread.Leave(null);
                using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 4096);
                using MemoryMappedViewAccessor view = file.CreateViewAccessor();
                view.Write(0, 1.0);
                view.Flush();
            }));
            thread.Start();
            thread.Join();
            Assert.Null(fault);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Whatever_is_missing_is_said_with_the_way_to_get_it()
    {
        RealtimeStatus? status = null;
        var thread = new Thread(() =>
        {
            status = RealtimeThread.Enter();
            RealtimeThread.Leave(status);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(status!.IsComplete, status.HasPriority && status.HasLockedMemory && status.IsKernelRealtime);
        Assert.Equal(3, status.Shortcomings.Count + (status.HasPriority ? 1 : 0) + (status.HasLockedMemory ? 1 : 0) + (status.IsKernelRealtime ? 1 : 0));
    }
}
