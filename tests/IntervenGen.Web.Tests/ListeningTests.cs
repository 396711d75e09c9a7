using System.Globalization;
using System.Net;

namespace IntervenGen.Web.Tests;

public sealed class ListeningTests : IDisposable
{
    private const string ListenState = "0A";

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-listening-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_of_the_current_folder_opens_no_second_listener()
    {
        File.WriteAllText(
            Path.Combine(_folder, "appsettings.json"),
            """{"Kestrel":{"Endpoints":{"X":{"Url":"http://127.0.0.1:0"}}},"urls":"http://127.0.0.1:0"}""");
        using Igen igen = Igen.ServeIn(_folder, [], "view", ".");
        Assert.Equal([igen.Url().Port], Listening(igen.Id));
    }

    [Fact]
    public void A_variable_of_the_environment_opens_no_second_listener()
    {
        using Igen igen = Igen.ServeIn(_folder, [("Kestrel__Endpoints__X__Url", "http://127.0.0.1:0")], "view", ".");
        Assert.Equal([igen.Url().Port], Listening(igen.Id));
    }

    [Fact]
    public void Who_listens_for_other_machines_is_told_loudly()
    {
        using Igen igen = Igen.ServeIn(_folder, [], "view", ".", "--listen", "0.0.0.0");
        igen.Url();
        igen.Interrupt();
        igen.Wait();
        Assert.Contains("WARNING", igen.Errors, StringComparison.Ordinal);
        Assert.Contains("ssh -L", igen.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_listens_for_this_machine_alone_is_not_warned()
    {
        using Igen igen = Igen.ServeIn(_folder, [], "view", ".");
        igen.Url();
        igen.Interrupt();
        igen.Wait();
        Assert.DoesNotContain("WARNING", igen.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_ends_it_while_a_visitor_is_still_there()
    {
        TestServer.MakeFifo(Path.Combine(_folder, "fifo.json"));
        using Igen igen = Igen.ServeIn(_folder, [], "view", ".");
        Uri url = igen.Url();
        using var client = new HttpClient();
        Task<HttpResponseMessage> folder = client.GetAsync(new Uri(url, $"api/folder{url.Query}"));
        Assert.Equal(HttpStatusCode.OK, (await folder.WaitAsync(TimeSpan.FromSeconds(10))).StatusCode);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        igen.Interrupt();
        igen.Wait();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 8);
    }

    // Ports of this process's sockets that listen, from the kernel's own tables.
    private static int[] Listening(int process)
    {
        HashSet<string> sockets = [.. Directory.GetFiles($"/proc/{process}/fd")
            .Select(path => new FileInfo(path).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1])];
        return [.. ((string[])["tcp", "tcp6"])
            .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[3] == ListenState && sockets.Contains(columns[9]))
            .Select(columns => columns[1].Split(':')[1])
            .Select(port => int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
    }
}
