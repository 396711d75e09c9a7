using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Tests;

public sealed class ScopeTests : IDisposable
{
    private readonly string _outside = Directory.CreateTempSubdirectory("igen-outside-").FullName;

    public void Dispose() => Directory.Delete(_outside, recursive: true);

    [Fact]
    public async Task A_link_in_a_dataset_to_a_shard_outside_is_refused()
    {
        await using TestServer server = await TestServer.Start();
        string shard = Path.Combine(TinyStore.Make(server.At("a.igen")), "shard-00000.bin"), moved = Path.Combine(_outside, "shard");
        File.Move(shard, moved);
        File.CreateSymbolicLink(shard, moved);
        await Refused(server, "a.igen");
    }

    [Fact]
    public async Task A_link_to_a_manifest_outside_is_refused()
    {
        await using TestServer server = await TestServer.Start();
        string manifest = Path.Combine(TinyStore.Make(server.At("a.igen")), "manifest.json"), moved = Path.Combine(_outside, "manifest");
        File.Move(manifest, moved);
        File.CreateSymbolicLink(manifest, moved);
        await Refused(server, "a.igen");
    }

    [Fact]
    public async Task A_link_through_another_link_does_not_leave_the_folder()
    {
        await using TestServer server = await TestServer.Start();
        TinyStore.Make(Path.Combine(_outside, "secret.igen"));
        Directory.CreateSymbolicLink(server.At("hop"), _outside);
        // By its text this one stays inside.
        Directory.CreateSymbolicLink(server.At("innocent.igen"), server.At("hop/secret.igen"));
        await Refused(server, "innocent.igen");
    }

    [Fact]
    public async Task A_folder_above_that_is_a_link_does_not_lead_out()
    {
        await using TestServer server = await TestServer.Start();
        TinyStore.Make(Path.Combine(_outside, "secret.igen"));
        Directory.CreateSymbolicLink(server.At("hop"), _outside);
        await Refused(server, "hop/secret.igen");
    }

    [Fact]
    public async Task A_link_inside_the_folder_may_be_followed()
    {
        await using TestServer server = await TestServer.Start();
        TinyStore.Make(server.At("a.igen"));
        Directory.CreateSymbolicLink(server.At("b.igen"), server.At("a.igen"));
        Assert.Equal(1, (int)(await server.Json("api/dataset?path=b.igen"))["attempts"]!);
    }

    [Fact]
    public async Task A_folder_that_is_itself_opened_through_a_link_is_shown()
    {
        string link = Path.Combine(_outside, "link"), real = Directory.CreateDirectory(Path.Combine(_outside, "real")).FullName;
        TinyStore.Make(Path.Combine(real, "a.igen"));
        Directory.CreateSymbolicLink(link, real);
        var scope = new FolderScope(link);
        Assert.Equal(Path.Combine(real, "a.igen"), scope.Resolve("a.igen"));
        await Task.CompletedTask;
    }

    private static async Task Refused(TestServer server, string path) =>
        Assert.Contains("outside the opened folder", (await server.Get($"api/dataset?path={path}")).Words, StringComparison.Ordinal);
}
