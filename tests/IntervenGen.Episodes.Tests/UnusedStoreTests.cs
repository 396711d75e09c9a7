using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

public sealed class UnusedStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_that_was_never_used_is_removed_where_that_is_wanted()
    {
        Close(removes: true);
        Assert.Empty(Directory.GetFileSystemEntries(_folder[""]));
        Close(removes: false);
        Assert.True(EpisodeStore.Exists(_folder["run.igen"]));
    }

    [Fact]
    public void A_store_that_was_there_before_or_holds_something_is_never_removed()
    {
        Close(removes: false);
        Close(removes: true);
        Assert.True(EpisodeStore.Exists(_folder["run.igen"]));
        using (EpisodeStoreWriter writer = Open(_folder["other.igen"]))
        {
            writer.RemovesUnused = true;
            SampleRun.AppendTo(writer);
        }

        using var store = EpisodeStore.Open(_folder["other.igen"]);
        Assert.Equal(1, store.AttemptCount);
    }

    // Whoever loses a race for a folder must leave alone what the winner made there.
    [Fact]
    public void Writers_that_begin_at_once_are_refused_or_write_and_harm_no_other()
    {
        for (int round = 0; round < 100; round++)
        {
            string path = _folder[$"run-{round}.igen"];
            int written = 0;
            Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            {
                try
                {
                    using EpisodeStoreWriter writer = Open(path);
                    writer.RemovesUnused = true;
                    // Some fail before they have anything to keep.
                    if (i == 0)
                        return;
                    SampleRun.AppendTo(writer);
                    Interlocked.Increment(ref written);
                }
                catch (IntervenGenException)
                {
                    // Refused: another writes, or has just removed what it did not use.
                }
            });
            if (written == 0)
                continue;
            using var store = EpisodeStore.Open(path);
            Assert.Equal(written, store.AttemptCount);
        }
    }

    private static EpisodeStoreWriter Open(string path) =>
        EpisodeStoreWriter.OpenOrCreate(path, SampleRun.Manifest(), SampleRun.Options);

    private void Close(bool removes)
    {
        using EpisodeStoreWriter writer = Open(_folder["run.igen"]);
        writer.RemovesUnused = removes;
    }
}
