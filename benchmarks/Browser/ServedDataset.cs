using System.Diagnostics;
using System.Text.Json.Nodes;

namespace IntervenGen.Benchmarks.Browser;

/// <summary>A running <c>igen view</c> of one dataset, started for the measurement and ended with it.</summary>
internal sealed class ServedDataset : IDisposable
{
    private readonly Process _process;

    private ServedDataset(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>The address with its token.</summary>
    public Uri Url { get; }

    /// <summary>Starts the server and waits until it says where it is.</summary>
    /// <param name="folder">What is viewed.</param>
    /// <exception cref="InvalidOperationException">The command ended without an address; its error output is on the terminal.</exception>
    public static ServedDataset Start(string folder)
    {
        string program = Path.Combine(Root(), "src", "IntervenGen.Cli", "bin", "Release", "net10.0", "IntervenGen.Cli.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "view", folder, "--json"]) { RedirectStandardOutput = true })!;
        string line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"'igen view {folder}' ended with exit code {process.ExitCode} and no address; build it first: tools/setup");
        return new ServedDataset(process, new Uri((string)JsonNode.Parse(line)!["url"]!));
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "IntervenGen.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no IntervenGen.sln above '{AppContext.BaseDirectory}'; run this from the repository");
    }
}
