using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Web.Serving;
using IntervenGen.Web.Views;

namespace IntervenGen.Web.Tests;

public sealed class KeepingTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-keeping-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Twenty_datasets_of_one_task_open_one_scene()
    {
        await using TestServer server = await TestServer.Start();
        for (int i = 0; i < 20; i++)
        {
            TinyStore.Make(server.At($"{i}.igen"));
            await server.Json($"api/scene?path={i}.igen");
        }

        Assert.Equal((1, 0), (server.Scenes.Opened, server.Scenes.Closed));
    }

    [Fact]
    public void Of_twenty_datasets_that_were_looked_at_eight_stay_open()
    {
        using var cache = new DatasetCache(EpisodeStore.Open, TimeProvider.System);
        for (int i = 0; i < 20; i++)
            cache.Open(TinyStore.Make(Path.Combine(_folder, $"{i}.igen"))).Release();
        Assert.Equal(8, cache.Count);
    }

    [Fact]
    public void A_dataset_that_nobody_looks_at_any_more_is_closed()
    {
        var clock = new HandClock();
        using var cache = new DatasetCache(EpisodeStore.Open, clock);
        cache.Open(TinyStore.Make(Path.Combine(_folder, "a.igen"))).Release();
        cache.CloseIdle();
        Assert.Equal(1, cache.Count);
        clock.Now += TimeSpan.FromMinutes(2);
        cache.CloseIdle();
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void What_holds_too_much_goes_before_what_was_used_later()
    {
        using var shelf = new Shelf<Closing>(10, 100, TimeSpan.FromMinutes(1), TimeProvider.System);
        var first = new Closing();
        shelf.Put("first", first, 60, _ => false).Release();
        shelf.Put("second", new Closing(), 60, _ => false).Release();
        Assert.True(first.IsClosed);
        Assert.Equal(1, shelf.Count);
    }

    [Fact]
    public void What_somebody_still_uses_is_closed_when_they_let_go()
    {
        using var shelf = new Shelf<Closing>(1, 100, TimeSpan.FromMinutes(1), TimeProvider.System);
        var first = new Closing();
        Shared<Closing> held = shelf.Put("first", first, 1, _ => false);
        shelf.Put("second", new Closing(), 1, _ => false).Release();
        Assert.False(first.IsClosed);
        held.Release();
        Assert.True(first.IsClosed);
    }

    [Fact]
    public async Task A_dataset_whose_disk_hangs_keeps_nobody_from_another_one()
    {
        string slow = TinyStore.Make(Path.Combine(_folder, "slow.igen")), quick = TinyStore.Make(Path.Combine(_folder, "quick.igen"));
        using var opening = new SemaphoreSlim(0);
        using var answers = new ManualResetEventSlim();
        using var cache = new DatasetCache(
            folder =>
            {
                if (folder == slow)
                {
                    opening.Release();
                    answers.Wait();
                }

                return EpisodeStore.Open(folder);
            },
            TimeProvider.System);
        var readers = new ReaderThreads(2, s_soon);
        Task<Shared<OpenDataset>> stuck = readers.Read("slow", _ => cache.Open(slow), default);
        Assert.True(await opening.WaitAsync(s_soon));
        (await readers.Read("quick", _ => cache.Open(quick), default).WaitAsync(s_soon)).Release();
        cache.CloseIdle();
        answers.Set();
        (await stuck.WaitAsync(s_soon)).Release();
    }

    [Fact]
    public async Task A_read_that_hangs_is_given_up_on_and_its_turn_stays_taken()
    {
        using var answers = new ManualResetEventSlim();
        var readers = new ReaderThreads(1, TimeSpan.FromMilliseconds(100));
        int Hang(CancellationToken gone)
        {
            answers.Wait(CancellationToken.None);
            return 1;
        }

        await Assert.ThrowsAsync<BusyException>(() => readers.Read("a", Hang, default));
        await Assert.ThrowsAsync<BusyException>(() => readers.Read("a", _ => 1, default));
        Assert.Equal(2, await readers.Read("b", _ => 2, default));
        answers.Set();
    }

    [Fact]
    public async Task The_server_ends_while_a_read_hangs()
    {
        using var answers = new ManualResetEventSlim();
        TestServer server = await TestServer.Start();
        TinyStore.Make(server.At("a.igen"));
        server.Scenes.Wait = answers;
        Task<HttpResponseMessage> hangs = server.Client.GetAsync("api/scene?path=a.igen");
        await UntilOpened(server);
        await server.DisposeAsync().AsTask().WaitAsync(s_soon);
        await Assert.ThrowsAnyAsync<Exception>(() => hangs);
        answers.Set();
    }

    [Fact]
    public async Task While_one_dataset_hangs_the_folder_and_another_are_shown()
    {
        await using TestServer server = await TestServer.Start();
        using var answers = new ManualResetEventSlim();
        TinyStore.Make(server.At("a.igen"));
        TinyStore.Make(server.At("b.igen"));
        server.Scenes.Wait = answers;
        Task<HttpResponseMessage> hangs = server.Client.GetAsync("api/scene?path=a.igen");
        await UntilOpened(server);
        Assert.Equal(2, (await server.Json("api/folder").WaitAsync(s_soon))["datasets"]!.AsArray().Count);
        Assert.Equal(1, (int)(await server.Json("api/dataset?path=b.igen").WaitAsync(s_soon))["attempts"]!);
        answers.Set();
        Assert.True((await hangs).IsSuccessStatusCode);
    }

    [Fact]
    public void Who_looks_at_a_dataset_that_was_deleted_is_told()
    {
        using var cache = new DatasetCache(EpisodeStore.Open, TimeProvider.System);
        string folder = TinyStore.Make(Path.Combine(_folder, "a.igen"));
        cache.Open(folder).Release();
        Directory.Delete(folder, recursive: true);
        Assert.Contains("was deleted", Assert.Throws<UsageException>(() => cache.Open(folder)).Message, StringComparison.Ordinal);
        Assert.Equal(0, cache.Count);
    }

    private static async Task UntilOpened(TestServer server)
    {
        using var patience = new CancellationTokenSource(s_soon);
        while (server.Scenes.Opened == 0)
            await Task.Delay(10, patience.Token);
    }

    private sealed class Closing : IDisposable
    {
        public bool IsClosed { get; private set; }

        public void Dispose() => IsClosed = true;
    }

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
