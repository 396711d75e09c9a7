using System.IO.Compression;
using System.Xml.Linq;

namespace IntervenGen.Package.Tests;

/// <summary>What somebody gets who installs the packages and has no source tree.</summary>
public sealed class PackageTests(Packages packages) : IClassFixture<Packages>
{
    private const string Native = "runtimes/linux-x64/native/";

    // Beside the README's program: a model of somebody else's (compiled by the child process), a device without its library,
    // and at the end what the process had loaded.
    private const string Checks = """
        using System.Runtime.CompilerServices;
        using IntervenGen;
        using IntervenGen.Core;
        using IntervenGen.Interop.MuJoCo;
        using IntervenGen.Learning;

        internal static class Checks
        {
            [ModuleInitializer]
            internal static void AtTheEnd() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Run();

            private static void Run()
            {
                using (MjcfSource.Given("<mujoco/>", "a test").Compile())
                    Console.WriteLine("compiled");
                try
                {
                    using var task = Workspace.Open(new WorkspaceOptions { Task = "nut-insertion", Lanes = 1 });
                    var gpu = new TrainingResources { Device = ComputeDevice.Cuda };
                    task.Train(new TrainRequest { Out = "gpu.ckpt", Data = [new TrainingInput("base.igen")], Resources = gpu });
                }
                catch (Exception exception)
                {
                    Console.WriteLine($"refused: {exception.Message}");
                }

                foreach (string line in File.ReadLines("/proc/self/maps").Where(line => line.Contains(".so")))
                    Console.WriteLine($"loaded: {line[line.IndexOf('/')..]}");
            }
        }
        """;

    [Fact]
    public void Every_library_and_the_tool_is_a_package_of_the_same_version()
    {
        string[] libraries =
        [
            "IntervenGen", .. ((string[])["Cluster", "Core", "Deployment", "Episodes", "Experiments", "Franka", "Generation", "Interop", "Learning",
                "Numerics", "Perception", "Rendering", "Simulation", "Tasks", "Tool", "VirtualFranka"]).Select(name => $"IntervenGen.{name}"),
        ];
        Assert.Equal(libraries, packages.Ids);
        Assert.Equal(libraries.Length, Directory.GetFiles(packages.Folder, "*.snupkg").Length);
    }

    [Fact]
    public void Every_package_says_what_it_is_and_under_which_licence()
    {
        foreach (string id in packages.Ids)
        {
            using ZipArchive package = packages.Open(id);
            XElement metadata = Nuspec(package);
            string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
            Assert.Equal(("MIT", "README.md"), (Value("license"), Value("readme")));
            Assert.NotNull(package.GetEntry("README.md"));
            Assert.InRange(Value("description").Length, 40, 300);
            Assert.StartsWith("robotics ", Value("tags"), StringComparison.Ordinal);
            Assert.Equal("git", metadata.Elements().Single(element => element.Name.LocalName == "repository").Attribute("type")!.Value);
        }
    }

    [Theory]
    [InlineData("IntervenGen.Interop", "")]
    [InlineData("IntervenGen.Tool", "tools/net10.0/any/")]
    public void Native_code_comes_with_what_it_needs_and_its_licences(string id, string below)
    {
        using ZipArchive package = packages.Open(id);
        string[] names =
        [
            .. package.Entries.Select(entry => entry.FullName)
                .Where(name => name.StartsWith(below, StringComparison.Ordinal)).Select(name => name[below.Length..]),
        ];
        Assert.Contains($"{Native}libigen_mujoco.so", names);
        Assert.Contains($"{Native}libigen_mujoco_avx2.so", names);
        Assert.Contains($"{Native}libigen_mujoco_avx512.so", names);
        Assert.Contains($"{Native}igen_mj_compile", names);
        Assert.Contains(names, name => name.StartsWith($"{Native}libmujoco.so.", StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => Path.GetFileName(name).StartsWith("libtorch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(names, name => name.Contains("libc.so", StringComparison.Ordinal));
        using var notice = new StreamReader(package.GetEntry($"{below}NOTICE.txt")!.Open());
        string text = notice.ReadToEnd();
        IEnumerable<string> libraries = names
            .Where(name => name.StartsWith(Native, StringComparison.Ordinal)).Select(name => name[Native.Length..]);
        foreach (string library in libraries)
        {
            bool isOwn = library.Contains("igen", StringComparison.Ordinal);
            Assert.True(isOwn || text.Contains(library.Split(".so")[0], StringComparison.Ordinal), library);
        }
        Assert.Contains(names, name => name.StartsWith("notices/libmujoco", StringComparison.Ordinal));
    }

    [Fact]
    public void The_readmes_program_runs_on_the_packages_alone()
    {
        string folder = packages.User("console");
        File.WriteAllText(Path.Combine(folder, "Program.cs"), ReadmeSample());
        File.WriteAllText(Path.Combine(folder, "Checks.cs"), Checks);
        File.WriteAllText(Path.Combine(folder, "console.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="IntervenGen" Version="{packages.Version}" />
              </ItemGroup>
            </Project>
            """);
        Command.Run(folder, "dotnet", "build", "-c", "Release", "-v", "q", "-o", "out");
        string[] lines = Command.Run(folder, "dotnet", "out/console.dll", "20", "150").Split('\n');
        Assert.Matches(@"^20 interventions; \d+ ?% before, \d+ ?% after$", lines[0]);
        Assert.Equal("compiled", lines[1]);
        // libtorch is no part of any package; whoever asks for CUDA is told so in one line, whether the machine has a build for the CPU or none.
        Assert.Matches("^refused: .*libtorch.*LIBTORCH_HOME", lines[2]);
        string[] loaded =
        [
            .. lines.Where(line => line.StartsWith("loaded: ", StringComparison.Ordinal))
                .Select(line => line["loaded: ".Length..]).Distinct(),
        ];
        Assert.DoesNotContain(loaded, path => path.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(loaded, path => path.StartsWith(packages.Root, StringComparison.Ordinal));
        string[] brought = [.. loaded.Where(path => Path.GetFileName(path).Split(".so")[0] is "libmujoco" or "libccd")];
        Assert.Equal(2, brought.Length);
        Assert.All(brought, path => Assert.StartsWith(folder, path, StringComparison.Ordinal));
        // The variant that this processor takes.
        Assert.Contains(loaded, line => line.Contains("/libigen_mujoco", StringComparison.Ordinal));
    }

    [Fact]
    public void The_tool_installs_and_knows_its_version_and_its_tasks()
    {
        string folder = packages.User("tool");
        Command.Run(folder, "dotnet", "tool", "install", "IntervenGen.Tool", "--tool-path", "bin", "--version", packages.Version);
        string igen = Path.Combine(folder, "bin", "igen");
        Assert.Matches(@"^\d+\.\d+\.\d+", Command.Run(folder, igen, "--version"));
        Assert.Contains("nut-insertion", Command.Run(folder, igen, "tasks"), StringComparison.Ordinal);
        Command.Run(folder, igen, "collect", "demos", "--episodes", "1", "--out", "demos.igen");
        Assert.True(Directory.Exists(Path.Combine(folder, "demos.igen")));
    }

    private string ReadmeSample()
    {
        string readme = File.ReadAllText(Path.Combine(packages.Root, "README.md"));
        const string Open = "```csharp\n";
        int start = readme.IndexOf(Open, StringComparison.Ordinal) + Open.Length;
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static XElement Nuspec(ZipArchive package)
    {
        using Stream stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }
}
