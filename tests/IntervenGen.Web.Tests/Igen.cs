using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace IntervenGen.Web.Tests;

/// <summary>The program <c>igen</c> as a process of its own.</summary>
internal sealed partial class Igen : IDisposable
{
    private const int MaxSeconds = 180;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly BlockingCollection<string> _lines = [];

    private Igen(string[] arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.WorkingDirectory = folder ?? "";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        foreach (string argument in (string[])["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "IntervenGen.Cli.dll"), .. arguments, "--json"])
            start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) =>
        {
            // The end of the output, or of the process: nobody need wait for another line.
            if (line.Data is { } text)
                _lines.Add(text);
            else
                _lines.CompleteAdding();
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
                _errors.Enqueue(text);
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a command that serves a page.</summary>
    public static Igen Serve(params string[] arguments) => new(arguments);

    /// <summary>Starts one in a folder, with variables of the environment.</summary>
    public static Igen ServeIn(string folder, (string Name, string Value)[] environment, params string[] arguments) =>
        new(arguments, folder, environment);

    /// <summary>Runs a command to its end and returns its JSON.</summary>
    public static JsonObject Run(params string[] arguments)
    {
        using var igen = new Igen(arguments);
        (int code, JsonObject? json) = igen.Wait();
        Assert.True(code == 0 && json is not null, $"exit code {code}: {igen.Errors}");
        return json;
    }

    public string Errors => string.Join('\n', _errors);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The address it prints, once it does.</summary>
    public Uri Url()
    {
        if (!_lines.TryTake(out string? line, TimeSpan.FromSeconds(MaxSeconds)))
            Assert.Fail($"no address was printed\n{Errors}");
        return new Uri((string)JsonNode.Parse(line)!["url"]!);
    }

    /// <summary>Waits for the end: exit code, and the JSON of the last line that was not read yet.</summary>
    public (int Code, JsonObject? Json) Wait()
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(MaxSeconds)))
            Assert.Fail($"igen ran longer than {MaxSeconds} s\n{Errors}");
        _process.WaitForExit();
        string? last = null;
        while (_lines.TryTake(out string? line))
            last = line;
        return (_process.ExitCode, last is null ? null : (JsonObject)JsonNode.Parse(last)!);
    }

    public void Interrupt() => _ = kill(_process.Id, 2);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _lines.Dispose();
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
