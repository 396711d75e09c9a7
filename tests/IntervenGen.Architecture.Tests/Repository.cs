using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace IntervenGen.Architecture.Tests;

/// <summary>The files of this repository, as git sees them.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all files that are in git or would be added, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files()
    {
        Skip.IfNot(Path.Exists(Path.Combine(Root, ".git")), "not a git checkout");
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            ArgumentList = { "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard" },
        };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Skip.IfNot(git.ExitCode == 0, "git does not list this checkout");
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Root, file)))];
    }

    private static string FindRoot([CallerFilePath] string file = "")
    {
        string? folder = Path.GetDirectoryName(file);
        while (folder is not null && !File.Exists(Path.Combine(folder, "IntervenGen.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"no IntervenGen.sln above {file}");
    }
}
