using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary>How a run of the program ended.</summary>
internal sealed record Outcome(int ExitCode, string[] Output, string[] Errors)
{
    /// <summary>The JSON object on the last line of stdout.</summary>
    public JsonObject Json => (JsonObject)JsonNode.Parse(Output[^1])!;

    public Outcome Expect(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, expected {exitCode}\n{string.Join('\n', Output)}\n{string.Join('\n', Errors)}");
        return this;
    }

    /// <summary>The only line of stderr that the program marks as its complaint.</summary>
    public string Complaint()
    {
        Assert.DoesNotContain(Errors, line => line.StartsWith("   at ", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal));
        return Assert.Single(Errors, line => line.StartsWith("igen: ", StringComparison.Ordinal));
    }
}

/// <summary>How a run of the program begins, where it is not as from a terminal.</summary>
internal sealed record Surroundings
{
    /// <summary>What a shell would be told of the streams; empty for pipes to the test.</summary>
    public string Redirection { get; init; } = "";

    /// <summary>What a shell does before, such as <c>ulimit -n 64</c>; empty for nothing.</summary>
    public string Before { get; init; } = "";

    /// <summary>Whether a hang-up is ignored.</summary>
    public bool IsNoHangUp { get; init; }
}

/// <summary>The program <c>igen</c> as a process of its own, as a user has it.</summary>
internal sealed partial class Igen : IDisposable
{
    private const int MaxSeconds = 180;

    private readonly Process _process;
    private readonly StringBuilder _output = new(), _errors = new();

    private Igen(string? folder, string[] arguments, Surroundings? surroundings = null, params (string Name, string Value)[] environment)
    {
        surroundings ??= new Surroundings();
        // A shell makes its background jobs ignore SIGINT, and their children inherit that: the command under test starts
        // as from a terminal, wherever the tests run. env becomes dotnet, so the process id stays.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (folder is not null)
            start.WorkingDirectory = folder;
        start.ArgumentList.Add(surroundings.IsNoHangUp ? "--default-signal=INT" : "--default-signal=INT,HUP");
        if (surroundings.IsNoHangUp)
            start.ArgumentList.Add("--ignore-signal=HUP");
        if (surroundings.Redirection.Length + surroundings.Before.Length > 0)
        {
            string before = surroundings.Before.Length > 0 ? $"{surroundings.Before} && " : "";
            foreach (string word in (string[])["bash", "-c", $"{before}exec \"$@\" {surroundings.Redirection}", "bash"])
                start.ArgumentList.Add(word);
        }

        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "IntervenGen.Cli.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>What has been written to stdout so far.</summary>
    public string[] Output => Lines(_output);

    /// <summary>The threads of this name that the process has now.</summary>
    public IEnumerable<string> Threads(string name)
    {
        string folder = $"/proc/{_process.Id}/task";
        foreach (string thread in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            string? comm = null;
            try
            {
                comm = File.ReadAllText(Path.Combine(thread, "comm")).Trim();
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }

            if (comm == name)
                yield return thread;
        }
    }

    /// <summary>The process ids of the children that have this name now.</summary>
    public IEnumerable<int> Children(string name)
    {
        foreach (string folder in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            string stat = "";
            try
            {
                stat = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }

            // Number (name) state parent …
            int end = stat.IndexOf(") ", StringComparison.Ordinal);
            if (end > 0 && stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end] == name && stat[(end + 4)..].StartsWith($"{_process.Id} ", StringComparison.Ordinal))
                yield return int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Runs a command to its end.</summary>
    public static Outcome Run(params string[] arguments) => RunIn(null, arguments);

    public static Outcome RunIn(string? folder, params string[] arguments)
    {
        using var igen = new Igen(folder, arguments);
        return igen.Wait();
    }

    /// <summary>Runs a command where no OpenGL driver is to be found.</summary>
    public static Outcome RunWithoutDrivers(params string[] arguments)
    {
        using var igen = new Igen(null, arguments, null, ("__EGL_VENDOR_LIBRARY_FILENAMES", "/dev/null"));
        return igen.Wait();
    }

    /// <summary>Runs a command where there is no ffmpeg, nor any other program than dotnet.</summary>
    public static Outcome RunWithoutFfmpeg(params string[] arguments)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        using var igen = new Igen(null, arguments, null, ("PATH", dotnet));
        return igen.Wait();
    }

    /// <summary>Runs a command with its streams redirected as a shell does it, such as <c>2&gt;&amp;-</c>.</summary>
    public static Outcome RunRedirected(string redirection, params string[] arguments)
    {
        using var igen = new Igen(null, arguments, new Surroundings { Redirection = redirection });
        return igen.Wait();
    }

    /// <summary>Runs a command in a shell that has done something first.</summary>
    public static Outcome RunAfter(string before, params string[] arguments)
    {
        using var igen = new Igen(null, arguments, new Surroundings { Before = before });
        return igen.Wait();
    }

    public static Igen Start(params string[] arguments) => new(null, arguments);

    /// <summary>Starts a command as nohup does: a hang-up is ignored.</summary>
    public static Igen StartWithoutHangUp(params string[] arguments) => new(null, arguments, new Surroundings { IsNoHangUp = true });

    /// <summary>Sends a signal: 1 SIGHUP, 2 SIGINT, 9 SIGKILL, 15 SIGTERM.</summary>
    public void Signal(int number) => _ = kill(_process.Id, number);

    public Outcome Wait()
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(MaxSeconds)))
        {
            _process.Kill();
            Assert.Fail($"igen ran longer than {MaxSeconds} s\n{_output}\n{_errors}");
        }

        _process.WaitForExit(); // until both streams are read to their end
        return new Outcome(_process.ExitCode, Lines(_output), Lines(_errors));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }

    private static string[] Lines(StringBuilder text)
    {
        lock (text)
            return text.ToString().Split('\n')[..^1];
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
