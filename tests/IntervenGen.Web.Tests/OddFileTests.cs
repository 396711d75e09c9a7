using System.Net.Sockets;
using System.Text.Json.Nodes;
using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Tests;

/// <remarks>Each file lies beside a good result, which must be shown whatever the other one is.</remarks>
public sealed class OddFileTests
{
    private const string GoodResult = """{"evaluate": {"success": 0.25, "low": 0.1, "high": 0.5, "trials": 20}}""";

    [Fact]
    public Task A_json_with_a_name_twice_is_its_own_fault() =>
        Shows("twice.json", "Duplicate", path => File.WriteAllText(path, """{"a":1,"a":2}"""));

    [Fact]
    public Task A_json_with_half_a_character_in_a_name_is_its_own_fault() =>
        Shows("half.json", "not valid JSON", path => File.WriteAllText(path, """{"\ud800": {"success": 1}}"""));

    [Fact]
    public Task A_json_as_deep_as_the_sea_is_its_own_fault() =>
        Shows("deep.json", "depth", path => File.WriteAllText(path, string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));

    [Fact]
    public Task A_fifo_is_not_opened() => Shows("fifo.json", "no regular file", TestServer.MakeFifo);

    [Fact]
    public Task A_curve_that_is_a_fifo_is_not_opened() => Shows("fifo.curve", "no regular file", TestServer.MakeFifo);

    [Fact]
    public async Task A_socket_is_not_opened()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await Shows("socket.json", "no regular file", path => socket.Bind(new UnixDomainSocketEndPoint(path)));
    }

    [Fact]
    public Task A_giant_file_is_not_read() => Shows("giant.json", "at most", path =>
    {
        using FileStream file = File.Create(path);
        file.SetLength(5L << 30);
    });

    [Fact]
    public async Task A_link_to_a_device_is_not_followed()
    {
        await using TestServer server = await TestServer.Start();
        File.CreateSymbolicLink(server.At("zero.json"), "/dev/zero");
        await File.WriteAllTextAsync(server.At("good.json"), GoodResult);
        JsonNode folder = await server.Json("api/folder");
        Assert.Single(folder["results"]!.AsArray());
        Assert.Empty(folder["faults"]!.AsArray());
    }

    [Fact]
    public async Task A_result_that_is_no_number_is_no_result()
    {
        await using TestServer server = await TestServer.Start();
        await File.WriteAllTextAsync(server.At("text.json"), """{"success": "<b>1</b>", "low": 0, "trials": 1}""");
        await File.WriteAllTextAsync(server.At("huge.json"), """{"success": 1e999, "low": 0, "trials": 1}""");
        Assert.Empty((await server.Json("api/folder"))["results"]!.AsArray());
    }

    [Fact]
    public async Task Lines_of_a_curve_that_are_no_points_are_counted_and_left_out()
    {
        await using TestServer server = await TestServer.Start();
        await File.WriteAllTextAsync(
            server.At("a.curve"),
            "{\"step\":50,\"loss\":3.5}\nnone\n{\"step\":\"\\ud800\"}\n{\"step\":60,\"loss\":3}\n{\"st");
        JsonNode folder = await server.Json("api/folder");
        Assert.Equal(2, folder["curves"]![0]!["points"]!.AsArray().Count);
        Assert.Contains("2 lines", (string)folder["faults"]![0]!["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stages_of_a_run_are_told_with_what_is_known_of_them()
    {
        await using TestServer server = await TestServer.Start();
        await File.WriteAllTextAsync(
            server.At("plan.json"),
            """{"stages":[{"name":"base.igen","title":"a","kind":"GenerateDemonstrations"},{"name":"base.ckpt","title":"b","kind":"Train"},{"name":"gain","title":"c","kind":"CheckGain"}]}""");
        await File.WriteAllTextAsync(server.At("base.igen.json"), """{"digest":"d","failure":null,"facts":{"words":"12 of 13 attempts"}}""");
        JsonArray stages = (await server.Json("api/folder"))["stages"]!.AsArray();
        Assert.Equal(["base.igen done 12 of 13 attempts", "base.ckpt waiting "], stages.Select(stage => $"{stage!["name"]} {stage["state"]} {stage["words"]}"));
    }

    [Fact]
    public async Task A_file_that_has_changed_is_read_again()
    {
        await using TestServer server = await TestServer.Start();
        await File.WriteAllTextAsync(server.At("a.json"), "{ torn");
        Assert.Single((await server.Json("api/folder"))["faults"]!.AsArray());
        await File.WriteAllTextAsync(server.At("a.json"), GoodResult);
        JsonNode folder = await server.Json("api/folder");
        Assert.Empty(folder["faults"]!.AsArray());
        Assert.Single(folder["results"]!.AsArray());
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("shard-00000.bin")]
    public async Task A_dataset_with_a_fifo_in_it_is_refused_and_another_one_shown(string file)
    {
        await using TestServer server = await TestServer.Start();
        TinyStore.Make(server.At("good.igen"));
        string bad = TinyStore.Make(server.At("bad.igen"));
        File.Delete(Path.Combine(bad, file));
        TestServer.MakeFifo(Path.Combine(bad, file));
        Assert.Contains("no regular file", (await server.Get("api/dataset?path=bad.igen")).Words, StringComparison.Ordinal);
        Assert.Equal(1, (int)(await server.Json("api/dataset?path=good.igen"))["attempts"]!);
    }

    [Fact]
    public async Task A_giant_manifest_is_not_read()
    {
        await using TestServer server = await TestServer.Start();
        using (FileStream file = File.OpenWrite(Path.Combine(TinyStore.Make(server.At("big.igen")), "manifest.json")))
            file.SetLength(5L << 30);
        Assert.Contains("at most", (await server.Get("api/dataset?path=big.igen")).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_says_where_on_the_machine_a_file_lies()
    {
        await using TestServer server = await TestServer.Start();
        await File.WriteAllTextAsync(Path.Combine(TinyStore.Make(server.At("torn.igen")), "manifest.json"), "{ torn");
        string words = (await server.Get("api/dataset?path=torn.igen")).Words;
        Assert.Contains("'torn.igen/manifest.json'", words, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Root, words, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_outside_the_folder_keep_only_their_last_part()
    {
        var scope = new FolderScope(Path.GetTempPath());
        Assert.Equal("'libx.so' is missing; see http://a/b", scope.Hide("'/usr/lib/secret/libx.so' is missing; see http://a/b"));
    }

    private static async Task Shows(string name, string fault, Action<string> make)
    {
        await using TestServer server = await TestServer.Start();
        make(server.At(name));
        await File.WriteAllTextAsync(server.At("good.json"), GoodResult);
        JsonNode folder = await server.Json("api/folder").WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0.25, (double)Assert.Single(folder["results"]!.AsArray())!["success"]!);
        JsonNode shown = Assert.Single(folder["faults"]!.AsArray())!;
        Assert.Equal(name, (string)shown["path"]!);
        Assert.Contains(fault, (string)shown["error"]!, StringComparison.Ordinal);
    }
}
