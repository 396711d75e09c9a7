using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace IntervenGen.Cli.Tests;

/// <summary>The command <c>tools/igen</c> around the program, in a checkout that holds no more than the scripts look at.</summary>
public sealed class ToolsTests : IDisposable
{
    // What the scripts may use besides bash where nothing is to be built.
    private static readonly string[] s_coreutils =
        ["cat", "cut", "dirname", "env", "head", "id", "ls", "mkdir", "readlink", "sha256sum", "sort", "tail", "touch", "tr", "wc"];

    private readonly string _root = Directory.CreateTempSubdirectory("igen-tools-").FullName;

    public ToolsTests()
    {
        foreach (string tool in (string[])["igen", "setup"])
        {
            Directory.CreateDirectory(Path.Combine(_root, "tools"));
            File.Copy(Path.Combine(Tools(), tool), Path.Combine(_root, "tools", tool));
        }

        // A dotnet that says what it is given and where its log goes.
        string programs = Directory.CreateDirectory(Path.Combine(_root, "programs")).FullName;
        string dotnet = Path.Combine(programs, "dotnet");
        File.WriteAllText(dotnet, "#!/bin/bash\necho \"ran ${*:2}\"\nreadlink /proc/self/fd/2\nif [ -e /proc/self/fd/7 ]; then echo ran >&7; fi\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(dotnet, (UnixFileMode)0b111_101_101);
        Run("bash", ["-c", $"for name in bash {string.Join(' ', s_coreutils)}; do ln -s \"$(command -v $name)\" \"$0/\"; done; chmod -R a+rX \"$1\"", programs, _root]);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [SkippableFact]
    public void A_built_checkout_runs_for_another_user_and_without_tools()
    {
        Build();
        (int code, string[] output, string[] errors) = RunAsNobody("2>/dev/null", "dataset", "info");
        Assert.Equal((0, "ran dataset info"), (code, output[0]));
        Assert.Empty(errors);
        Assert.False(File.Exists(Path.Combine(_root, "artifacts", "setup", "lock")));
    }

    [SkippableFact]
    public void A_checkout_that_is_neither_built_nor_ones_own_says_so_in_one_line()
    {
        (int code, _, string[] errors) = RunAsNobody("", "tasks");
        Assert.Equal(1, code);
        Assert.Contains("is not built yet", Assert.Single(errors), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_closed_log_is_open_to_nowhere_before_the_program_starts()
    {
        Build();
        Assert.Equal("/dev/null", RunAsNobody("2>&-", "tasks").Output[1]);
    }

    [SkippableFact]
    public void A_program_whose_output_and_log_are_both_closed_is_run_all_the_same()
    {
        Build();
        Assert.Equal(["ran"], RunAsNobody("7>&1 >&- 2>&-", "tasks").Output);
    }

    // As tools/setup leaves it.
    private void Build()
    {
        foreach (string file in (string[])
            ["native/build/bin/igen_mj_compile", "native/build/lib/libigen_mujoco.so", "native/build/lib/libigen_torch.so",
                "native/build/lib/libigen_model_fr3.so", "native/build/lib/libigen_model_panda.so",
                "src/IntervenGen.Cli/bin/Release/net10.0/IntervenGen.Cli.dll", "artifacts/setup/native", "artifacts/setup/cli", "artifacts/setup/page"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, file))!);
            File.WriteAllText(Path.Combine(_root, file), "");
        }

        Run("chmod", ["-R", "a+rX", _root]);
    }

    private (int Code, string[] Output, string[] Errors) RunAsNobody(string redirection, params string[] arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs root to become another user");
        return Run(
            "setpriv",
            ["--reuid", "65534", "--regid", "65534", "--clear-groups", "env", "-i", "HOME=/tmp", $"PATH={Path.Combine(_root, "programs")}",
                "bash", "-c", $"\"$0\" \"$@\" {redirection}", Path.Combine(_root, "tools", "igen"), .. arguments]);
    }

    private static (int Code, string[] Output, string[] Errors) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Split('\n')[..^1], errors.GetAwaiter().GetResult().Split('\n')[..^1]);
    }

    private static string Tools([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "tools");
}
