using System.Diagnostics;

namespace IntervenGen.Package.Tests;

/// <summary>A program, run as somebody would who has no source tree: nothing in its environment points into one.</summary>
internal static class Command
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    // Of this test run, or of the tree: none of it may help.
    private static readonly string[] s_prefixes =
    [
        "IGEN_", "MSBUILD", "DOTNET_ROOT", "DOTNET_HOST", "VSTEST", "TESTINGPLATFORM", "LD_", "MUJOCO_", "LIBTORCH_", "NUGET_PACKAGES",
    ];

    /// <summary>Its output; a failure shows all that it said.</summary>
    public static string Run(string folder, string program, params string[] arguments) =>
        Run(folder, new Dictionary<string, string?>(), program, arguments);

    /// <summary>The same with variables set, or with null taken away.</summary>
    public static string Run(string folder, IReadOnlyDictionary<string, string?> variables, string program, params string[] arguments)
    {
        (int code, string output, string errors) = Try(folder, variables, program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code} in {folder}:\n{output}\n{errors}");
        return output;
    }

    /// <summary>Exit code, output and errors.</summary>
    public static (int Code, string Output, string Errors) Try(
        string folder, IReadOnlyDictionary<string, string?> variables, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (string name in start.Environment.Keys.ToArray())
        {
            if (s_prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                start.Environment.Remove(name);
        }

        // Build servers would outlive the test and keep its folders open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach ((string name, string? value) in variables)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {s_patience}:\n{output.Result}\n{errors.Result}");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }
}
