using System.Runtime.Versioning;
using IntervenGen.Core;

namespace IntervenGen.Interop.Tests;

/// <summary>Where native code is looked for, and that it can be run as packages leave it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NativeLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-native-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_packages_bring_is_found_before_a_source_tree_above()
    {
        IReadOnlyList<string> path = NativeLibraries.SearchPath();
        int beside = path.ToList().IndexOf(AppContext.BaseDirectory);
        int packed = path.ToList().IndexOf(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"));
        string tree = Path.Combine("native", "build", "lib");
        int built = path.ToList().FindIndex(folder => folder.EndsWith(tree, StringComparison.Ordinal));
        Assert.True(beside >= 0 && packed > beside && built > packed, string.Join(", ", path));
        Assert.Equal(path.Distinct(), path);
    }

    [Fact]
    public void A_program_that_was_unpacked_without_its_permissions_is_given_them()
    {
        string program = Path.Combine(_folder, "program");
        File.WriteAllText(program, "");
        const UnixFileMode plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(program, plain);
        Assert.Equal(program, NativeLibraries.Runnable(program));
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Assert.Equal(plain | execute, File.GetUnixFileMode(program));
    }

    [Fact]
    public void A_program_that_somebody_may_run_is_left_as_it_is()
    {
        string program = Path.Combine(_folder, "program");
        File.WriteAllText(program, "");
        const UnixFileMode runnable = UnixFileMode.UserRead | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(program, runnable);
        NativeLibraries.Runnable(program);
        Assert.Equal(runnable, File.GetUnixFileMode(program));
    }

    [Fact]
    public void A_library_that_is_nowhere_is_named_with_the_folders_and_what_to_do()
    {
        var exception = Assert.Throws<AbiMismatchException>(() => NativeLibraries.Program("igen_no_such_program"));
        Assert.StartsWith("igen_no_such_program was not found; searched ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(AppContext.BaseDirectory, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("run tools/setup to build it", exception.Message, StringComparison.Ordinal);
    }
}
