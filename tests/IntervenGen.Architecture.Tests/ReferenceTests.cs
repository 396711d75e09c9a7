using System.Xml.Linq;

namespace IntervenGen.Architecture.Tests;

/// <summary>References point one way. A new arrow is added here first, with a reason in the review.</summary>
public sealed class ReferenceTests
{
    // Cli wires the parts together and may refer to all of them.
    private const string Anything = "*";

    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Numerics"] = [],
        ["Core"] = ["Numerics"],
        ["Interop"] = ["Core", "Numerics"],
        ["Perception"] = ["Core", "Numerics"],
        ["Simulation"] = ["Core", "Numerics", "Interop"],
        // The virtual depth camera stands in for a real one behind Perception's port.
        ["Rendering"] = ["Core", "Numerics", "Interop", "Perception"],
        ["Tasks"] = ["Core", "Numerics", "Simulation"],
        ["Episodes"] = ["Core", "Numerics", "Interop"],
        ["Learning"] = ["Core", "Numerics", "Interop"],
        ["Generation"] = ["Core", "Numerics"],
        ["Experiments"] = ["Generation", "Core", "Numerics"],
        // The viewer lists attempts and reads manifests, for which IEpisodeSource has no words. Scenes come through its own port,
        // which the task's model stands behind. What a stranger's folder makes it open is first asked of the kernel, which is
        // Interop's. A person's session is a run of the library with a browser for an operator.
        ["Web"] = ["IntervenGen", "Generation", "Core", "Numerics", "Episodes", "Interop", "Learning", "Simulation", "Tasks"],
        // Real-time threads and clocks are Interop's.
        ["Franka"] = ["Core", "Numerics", "Interop"],
        // The scene is the task's, so that a policy meets the table and the cube it knows.
        ["VirtualFranka"] = ["Core", "Numerics", "Interop", "Franka", "Tasks", "Simulation", "Perception", "Rendering"],
        // What a policy is shown is the task's to say, what its actions mean the controller's that it was trained under.
        ["Deployment"] = ["Core", "Numerics", "Franka", "Perception", "Simulation", "Tasks"],
        // The public face puts the adapters together; it knows neither the browser nor the command line.
        ["IntervenGen"] =
        [
            "Core", "Numerics", "Interop", "Simulation", "Tasks", "Episodes", "Learning", "Generation", "Experiments", "Perception", "Franka",
            "Rendering", "VirtualFranka", "Deployment",
        ],
        // Jobs are runs of the library by other processes; its files are YAML like a task's.
        ["Cluster"] = ["IntervenGen", "Core", "Interop", "Tasks"],
        ["Cli"] = [Anything],
    };

    /// <summary>The projects of <c>src/</c>, without what all their names begin with.</summary>
    public static IEnumerable<string> ProjectNames => s_allowed.Keys;

    [Fact]
    public void Every_project_refers_only_to_what_it_may()
    {
        var wrong = new List<string>();
        foreach ((string project, string[] references) in Projects())
        {
            if (!s_allowed.TryGetValue(project, out string[]? allowed))
            {
                wrong.Add($"{project} is not in the table of allowed references");
                continue;
            }

            wrong.AddRange(references
                .Where(reference => !allowed.Contains(reference) && !allowed.Contains(Anything))
                .Select(reference => $"{project} -> {reference}"));
        }

        Assert.True(wrong.Count == 0, string.Join("; ", wrong));
    }

    [Fact]
    public void The_table_itself_has_no_way_round_in_a_circle()
    {
        foreach (string project in s_allowed.Keys)
            Visit(project, []);

        static void Visit(string project, HashSet<string> above)
        {
            Assert.True(above.Add(project), $"{project} refers to itself through {string.Join(", ", above)}");
            foreach (string reference in s_allowed[project].Where(name => name != Anything))
                Visit(reference, [.. above]);
        }
    }

    [Fact]
    public void Only_the_projects_that_map_memory_or_call_native_code_may_be_unsafe()
    {
        // OpenGL takes addresses: of what is sent, of offsets in buffers, of mapped pictures.
        string[] allowed = ["Interop", "Episodes", "Rendering"];
        foreach (string file in ProjectFiles())
        {
            bool isUnsafe = XDocument.Load(file).Descendants("AllowUnsafeBlocks").Any(element => element.Value == "true");
            Assert.True(!isUnsafe || allowed.Contains(Name(file)), $"{Name(file)} allows unsafe code");
        }
    }

    private static string[] ProjectFiles() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);

    private static IEnumerable<(string Project, string[] References)> Projects()
    {
        string[] files = ProjectFiles();
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            yield return (Name(file), [.. XDocument.Load(file).Descendants("ProjectReference")
                .Select(element => Name(element.Attribute("Include")!.Value.Replace('\\', '/')))]);
        }
    }

    private static string Name(string file) => Path.GetFileNameWithoutExtension(file).Replace("IntervenGen.", "", StringComparison.Ordinal);
}
