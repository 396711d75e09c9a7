using System.Diagnostics;
using System.Text.RegularExpressions;

namespace IntervenGen.Tests;

/// <summary>The C# that READMEs show, compiled as it stands, and run where it is a whole program.</summary>
public sealed partial class SampleTests : IDisposable
{
    private static readonly Sample[] s_samples =
    [
        new(
            "Episodes", "using IntervenGen.Core; using IntervenGen.Episodes; using IntervenGen.Episodes.Pictures;",
            "StoreManifest manifest, EpisodeSummary summary, EpisodeBuffer episode, EpisodeStore dataset"),
        new(
            "Franka",
            "using IntervenGen.Franka; using IntervenGen.Franka.Connection; using IntervenGen.Franka.Motion; "
            + "using IntervenGen.Franka.Wire;",
            ""),
        new(
            "Generation", "using IntervenGen.Core; using IntervenGen.Generation;",
            "IBatchEnvironment batch, IBatchPolicy policy, IReadOnlyList<SourceSegment> segments, GenerationOptions options, "
            + "Func<ITrigger> createTrigger, EpisodeKey run, RunLimits limits, IEpisodeSink sink"),
        new(
            "Learning", "using IntervenGen.Core; using IntervenGen.Learning;",
            "TaskSpec spec, IEpisodeSource demonstrations, IEpisodeSource interventions, Action<TrainingProgress> report, int lanes"),
        new(
            "Perception",
            "using IntervenGen.Perception.Camera; using IntervenGen.Perception.Estimation; using IntervenGen.Perception.Network;",
            "CancellationToken cancellation"),
        new(
            "Rendering", "using IntervenGen.Interop.MuJoCo; using IntervenGen.Rendering;",
            "MjModel model, IReadOnlyList<MjData> worlds, CameraView agentView, CameraView eyeInHand, byte[] rgb"),
        new("VirtualFranka", "using IntervenGen.Franka.Connection; using IntervenGen.Numerics; using IntervenGen.VirtualFranka;", ""),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-sample-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_loop_in_csharp_makes_interventions_and_measures_both_policies()
    {
        string sample = Assert.Single(Samples("README.md"));
        Assert.InRange(sample.TrimEnd().Split('\n').Length, 10, 30);
        string output = Run(sample, "12", "150");
        Assert.Matches(@"^12 interventions; \d+ ?% before, \d+ ?% after", output.Trim());
        Assert.True(Directory.Exists(Path.Combine(_folder, "igen.igen")));
    }

    [Fact]
    public void Every_other_sample_compiles_as_it_stands()
    {
        var program = new System.Text.StringBuilder();
        foreach (Sample sample in s_samples)
        {
            foreach (string text in Samples(sample.Readme))
            {
                File.WriteAllText(Path.Combine(_folder, $"Sample{program.Length}.cs"), $$"""
                    {{sample.Usings}}
                    internal static class Sample{{program.Length}}
                    {
                        internal static void Run({{sample.Parameters}})
                        {
                    {{text}}
                        }
                    }
                    """);
                program.Append("Console.Out.Flush();\n");
            }
        }

        Assert.Equal("", Run(program.ToString()).Trim());
    }

    [Fact]
    public void Every_readme_with_a_csharp_sample_is_among_those_tried()
    {
        // The page's server is ASP.NET's, which a console program has to ask for; its two lines are tried by the page's own tests.
        string[] tried = ["README.md", "src/IntervenGen.Web/README.md", .. s_samples.Select(sample => sample.Readme)];
        string[] found =
        [
            .. Directory.GetFiles(Path.Combine(Root(), "src"), "README.md", SearchOption.AllDirectories).Append(Path.Combine(Root(), "README.md"))
                .Where(file => !file.Contains("node_modules", StringComparison.Ordinal) && File.ReadAllText(file).Contains("```csharp", StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(Root(), file)),
        ];
        Assert.Equal(tried.Order(), found.Order());
    }

    private string Run(string sample, params string[] arguments)
    {
        string here = AppContext.BaseDirectory;
        File.WriteAllText(Path.Combine(_folder, "Program.cs"), sample);
        // Libraries as they were built; no package, so that nothing has to be fetched.
        File.WriteAllText(Path.Combine(_folder, "sample.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{here}IntervenGen*.dll" Exclude="{here}IntervenGen.Tests.dll" />
                <Reference Include="{here}System.IO.Hashing.dll" />
              </ItemGroup>
            </Project>
            """);
        Dotnet("build", "-c", "Release", "-v", "q", "-o", "out");
        return Dotnet(["out/sample.dll", .. arguments]);
    }

    private string Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["IGEN_NATIVE_DIR"] = Path.Combine(Root(), "native", "build", "lib");
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output;
    }

    private static IEnumerable<string> Samples(string readme) =>
        Block().Matches(File.ReadAllText(Path.Combine(Root(), readme))).Select(match => match.Groups[1].Value);

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "IntervenGen.sln")))
            root = Path.GetDirectoryName(root)!;
        return root;
    }

    // What a fragment takes for granted: namespaces, and variables as parameters.
    private sealed record Sample(string Project, string Usings, string Parameters)
    {
        public string Readme => $"src/IntervenGen.{Project}/README.md";
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
